-- What the front desk and the shop's office look at every day.
CREATE VIEW clinic.day_sheet AS
SELECT a.starts_at,
       p.given_name || ' ' || p.family_name AS patient,
       p.phone,
       d.family_name AS practitioner
  FROM clinic.appointments AS a
  JOIN clinic.patients AS p ON p.id = a.patient_id
  JOIN clinic.practitioners AS d ON d.id = a.practitioner_id
 WHERE a.status = 'booked';

CREATE VIEW shop.order_totals AS
SELECT o.id AS order_id,
       o.placed_at,
       sum(l.quantity * l.unit_price) AS total
  FROM shop.orders AS o
  JOIN shop.order_lines AS l ON l.order_id = o.id
 GROUP BY o.id, o.placed_at;
