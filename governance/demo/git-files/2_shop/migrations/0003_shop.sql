-- The shop beside the clinic: creams, braces, tea.
CREATE SCHEMA shop;

CREATE TABLE shop.customers (
    id           bigint PRIMARY KEY,
    full_name    text NOT NULL,
    email        text NOT NULL UNIQUE,
    phone        text,
    newsletter   boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE shop.addresses (
    id           bigint PRIMARY KEY,
    customer_id  bigint NOT NULL REFERENCES shop.customers (id),
    street       text NOT NULL,
    postcode     text NOT NULL,
    city         text NOT NULL
);

CREATE TABLE shop.products (
    id           bigint PRIMARY KEY,
    sku          text NOT NULL UNIQUE,
    title        text NOT NULL,
    price        numeric(10, 2) NOT NULL
);

CREATE TABLE shop.orders (
    id           bigint PRIMARY KEY,
    customer_id  bigint NOT NULL REFERENCES shop.customers (id),
    address_id   bigint REFERENCES shop.addresses (id),
    status       text NOT NULL DEFAULT 'open',
    placed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE shop.order_lines (
    order_id     bigint NOT NULL REFERENCES shop.orders (id),
    product_id   bigint NOT NULL REFERENCES shop.products (id),
    quantity     integer NOT NULL CHECK (quantity > 0),
    unit_price   numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, product_id)
);

CREATE TABLE shop.support_tickets (
    id           bigint PRIMARY KEY,
    customer_id  bigint REFERENCES shop.customers (id),
    topic        text NOT NULL,
    message      text NOT NULL,
    opened_at    timestamptz NOT NULL DEFAULT now()
);
