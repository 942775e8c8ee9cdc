-- The tables of schema "shop" as the migrations leave them, in SQLite's dialect.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, phone TEXT,
    newsletter INTEGER NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    street TEXT NOT NULL, postcode TEXT NOT NULL, city TEXT NOT NULL
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, title TEXT NOT NULL, price NUMERIC NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    address_id INTEGER REFERENCES addresses (id), status TEXT NOT NULL, placed_at TEXT NOT NULL
);
CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL,
    unit_price NUMERIC NOT NULL, PRIMARY KEY (order_id, product_id)
);
CREATE TABLE support_tickets (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), topic TEXT NOT NULL,
    message TEXT NOT NULL, opened_at TEXT NOT NULL
);
CREATE VIEW order_totals AS
SELECT o.id AS order_id, o.placed_at, sum(l.quantity * l.unit_price) AS total
  FROM orders AS o
  JOIN order_lines AS l ON l.order_id = o.id
 GROUP BY o.id, o.placed_at;
