-- Health records: a special category, GDPR Art. 9. Only the people who treat a patient read them.
CREATE TABLE clinic.diagnoses (
    id              bigint PRIMARY KEY,
    patient_id      bigint NOT NULL REFERENCES clinic.patients (id),
    appointment_id  bigint NOT NULL REFERENCES clinic.appointments (id),
    icd10_code      text NOT NULL,
    diagnosed_on    date NOT NULL
);

CREATE TABLE clinic.prescriptions (
    id              bigint PRIMARY KEY,
    patient_id      bigint NOT NULL REFERENCES clinic.patients (id),
    medication      text NOT NULL,
    dosage          text NOT NULL,
    prescribed_on   date NOT NULL
);

CREATE TABLE clinic.visit_notes (
    id              bigint PRIMARY KEY,
    appointment_id  bigint NOT NULL REFERENCES clinic.appointments (id),
    note            text NOT NULL,
    written_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE clinic.invoices (
    id              bigint PRIMARY KEY,
    patient_id      bigint NOT NULL REFERENCES clinic.patients (id),
    iban            text,
    amount          numeric(10, 2) NOT NULL,
    issued_on       date NOT NULL
);

CREATE ROLE treating_staff NOLOGIN;
GRANT SELECT, INSERT ON clinic.visit_notes, clinic.diagnoses TO treating_staff;
ALTER TABLE clinic.visit_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_department ON clinic.visit_notes TO treating_staff
    USING (current_setting('clinic.department', true) IS NOT NULL);
