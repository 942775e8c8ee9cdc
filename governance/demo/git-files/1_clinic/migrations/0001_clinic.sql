-- The clinic: who comes, who sees them, and when.
CREATE SCHEMA clinic;

CREATE TABLE clinic.practitioners (
    id             bigint PRIMARY KEY,
    given_name     text NOT NULL,
    family_name    text NOT NULL,
    specialty      text NOT NULL,
    work_email     text NOT NULL UNIQUE
);

CREATE TABLE clinic.rooms (
    id             bigint PRIMARY KEY,
    label          text NOT NULL UNIQUE,
    floor          integer NOT NULL
);

CREATE TABLE clinic.patients (
    id             bigint PRIMARY KEY,
    given_name     text NOT NULL,
    family_name    text NOT NULL,
    birth_date     date NOT NULL,
    sex            char(1),
    email          text,
    phone          text,
    street         text,
    postcode       text,
    city           text,
    insurance_no   text UNIQUE,
    registered_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE clinic.appointments (
    id               bigint PRIMARY KEY,
    patient_id       bigint NOT NULL REFERENCES clinic.patients (id),
    practitioner_id  bigint NOT NULL REFERENCES clinic.practitioners (id),
    room_id          bigint REFERENCES clinic.rooms (id),
    starts_at        timestamptz NOT NULL,
    status           text NOT NULL DEFAULT 'booked'
);

CREATE INDEX appointments_by_patient ON clinic.appointments (patient_id, starts_at);
