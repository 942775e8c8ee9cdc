-- The tables of schema "clinic" as the migrations leave them, in SQLite's dialect.
CREATE TABLE practitioners (
    id INTEGER PRIMARY KEY, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
    specialty TEXT NOT NULL, work_email TEXT NOT NULL UNIQUE
);
CREATE TABLE rooms (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, floor INTEGER NOT NULL);
CREATE TABLE patients (
    id INTEGER PRIMARY KEY, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
    birth_date TEXT NOT NULL, sex TEXT, email TEXT, phone TEXT, street TEXT, postcode TEXT,
    city TEXT, insurance_no TEXT UNIQUE, registered_at TEXT NOT NULL
);
CREATE TABLE appointments (
    id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients (id),
    practitioner_id INTEGER NOT NULL REFERENCES practitioners (id),
    room_id INTEGER REFERENCES rooms (id), starts_at TEXT NOT NULL, status TEXT NOT NULL
);
CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at);
CREATE TABLE diagnoses (
    id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients (id),
    appointment_id INTEGER NOT NULL REFERENCES appointments (id), icd10_code TEXT NOT NULL,
    diagnosed_on TEXT NOT NULL
);
CREATE TABLE prescriptions (
    id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients (id),
    medication TEXT NOT NULL, dosage TEXT NOT NULL, prescribed_on TEXT NOT NULL
);
CREATE TABLE visit_notes (
    id INTEGER PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES appointments (id),
    note TEXT NOT NULL, written_at TEXT NOT NULL
);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients (id), iban TEXT,
    amount NUMERIC NOT NULL, issued_on TEXT NOT NULL
);
CREATE VIEW day_sheet AS
SELECT a.starts_at, p.given_name || ' ' || p.family_name AS patient, p.phone,
       d.family_name AS practitioner
  FROM appointments AS a
  JOIN patients AS p ON p.id = a.patient_id
  JOIN practitioners AS d ON d.id = a.practitioner_id
 WHERE a.status = 'booked';
