-- Staging: numbers for analysts, outside production. No data about a person belongs here.
CREATE SCHEMA staging;
CREATE ROLE analysts NOLOGIN;
GRANT USAGE ON SCHEMA staging TO analysts;

CREATE TABLE staging.daily_sales AS
SELECT o.placed_at::date AS day,
       l.product_id,
       sum(l.quantity) AS sold
  FROM shop.orders AS o
  JOIN shop.order_lines AS l ON l.order_id = o.id
 GROUP BY o.placed_at::date, l.product_id;

GRANT SELECT ON staging.daily_sales TO analysts;
