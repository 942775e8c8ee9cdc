BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE classifications (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT NOT NULL, 
	category TEXT NOT NULL, 
	kind TEXT, 
	level TEXT, 
	special BOOLEAN NOT NULL, 
	quasi BOOLEAN NOT NULL, 
	confirmed BOOLEAN NOT NULL, 
	confidence FLOAT NOT NULL, 
	basis TEXT NOT NULL, 
	contradiction TEXT, 
	lowered TEXT, 
	lowered_reason TEXT, 
	pseudonym TEXT, 
	CONSTRAINT pk_classifications PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_classifications_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "classifications" VALUES(1,0,'email','email',NULL,'confidential',0,1,1,1.0,'["declared"]',NULL,NULL,NULL,NULL);
INSERT INTO "classifications" VALUES(5,0,'contact','email','work','confidential',0,0,1,0.9,'["inherited"]',NULL,'lower than found','only a test','hashed');
CREATE TABLE columns (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT NOT NULL, 
	type TEXT NOT NULL, 
	nullable BOOLEAN NOT NULL, 
	has_default BOOLEAN NOT NULL, 
	default_expression TEXT, 
	generated BOOLEAN NOT NULL, 
	identity TEXT, 
	comment TEXT, 
	tags TEXT NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_columns PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_columns_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "columns" VALUES(1,0,'id','bigint',0,0,NULL,0,'always',NULL,'[]',NULL);
INSERT INTO "columns" VALUES(1,1,'email','text',1,0,NULL,0,NULL,'where we write to','["pii", "contact"]',NULL);
INSERT INTO "columns" VALUES(1,2,'born','date',1,1,'?',0,NULL,NULL,'[]','{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}');
INSERT INTO "columns" VALUES(2,0,'id','bigint',1,0,NULL,0,NULL,NULL,'[]',NULL);
INSERT INTO "columns" VALUES(2,1,'customer','bigint',1,0,NULL,0,NULL,NULL,'[]',NULL);
INSERT INTO "columns" VALUES(5,0,'contact','text',1,0,NULL,0,NULL,NULL,'[]',NULL);
CREATE TABLE contents (
	digest TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_contents PRIMARY KEY (digest)
);
INSERT INTO "contents" VALUES('2cb390165969ce93a71c7a83820f0a576dff2def3e1e6622f563185dfa3c8811','{"ref":{"source":"shop","schema":"crm","table":"customers"},"columns":[{"name":"id","type":"bigint","nullable":false,"identity":"always"},{"name":"email","type":"text","comment":"where we write to","tags":["pii","contact"]},{"name":"born","type":"date","has_default":true,"location":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9},"default":"?"}],"comment":"People who buy from us.","primary_key":["id"],"unique":[["email"]],"indexes":[{"name":"by_email","columns":["email"],"unique":true}],"row_security":true,"owner_role":"crm_owner"}');
INSERT INTO "contents" VALUES('273816e87cfffeb1d9c2b6c07222a9243545debeb972e428e34a640f38bf5f0f','{"grants":[{"subject":{"source":"shop","schema":"crm","table":"customers"},"grantee":"PUBLIC","privilege":"SELECT","columns":["id"]}],"guards":[{"column":null,"kind":"row filter","method":"own_rows"}]}');
INSERT INTO "contents" VALUES('6a6b03c59541f871ce55f1b04d9b278dd12efca81217f8bb9c6f4603570ccb25','{"facts":{"owner":{"value":"team-crm","location":{"file":"s.yml","line":2}},"retention_days":{"value":730,"location":{"file":"s.yml","line":3},"reason":"the law"}},"column_facts":{"email":{"category":{"value":"email","location":{"file":"s.yml","line":4}}}},"disputes":[{"column":null,"key":"owner","sides":[{"value":"team-crm","location":{"file":"s.yml","line":2}},{"value":"it","location":{"file":"t.yml","line":1}}]}],"classifications":[{"subject":{"source":"shop","schema":"crm","table":"customers","column":"email"},"category":"email","level":"confidential","special":false,"confirmed":true,"confidence":1.0,"evidence":[{"basis":"declared","category":"email","detail":"declared","location":{"file":"s.yml","line":4}}],"quasi":true}],"wanted":[{"column":"email","kind":"masking","method":"keyed-hash","state":"wanted","location":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}}]}');
INSERT INTO "contents" VALUES('626ca9f6bc7abbbbb21ed3915e412a3f3a84b5c843ba22e84a91d6cb9ba02eee','{"ref":{"source":"shop","schema":"crm","table":"orders"},"columns":[{"name":"id","type":"bigint"},{"name":"customer","type":"bigint"}],"foreign_keys":[{"columns":["customer"],"referred":{"source":"shop","schema":"crm","table":"customers"},"referred_columns":["id"],"name":"orders_customer"}],"partition_of":{"source":"shop","schema":"crm","table":"all_orders"}}');
INSERT INTO "contents" VALUES('312a555c7b07862f24a75c7a66b7526bb1d2fd85ca74b2cbb4bb53c6ab28795f','{"grants":[{"subject":{"source":"shop","schema":"crm","table":"*"},"grantee":"readers","privilege":"SELECT","future":true}]}');
INSERT INTO "contents" VALUES('5d5e9172775ec62d4c0603230da1518a244d61e006e1da89252c2366ba721e79','{"column_facts":{"mail":{"category":{"value":"email","location":{"file":"s.yml","line":9}}}}}');
INSERT INTO "contents" VALUES('cc6c9af0846c1ff8a11bda7edaa48adea1835b17399dd9477cff10b6e329f476','{"roles":[{"source":"shop","name":"ada","can_login":true,"member_of":["readers"]},{"source":"shop","name":"readers"}]}');
INSERT INTO "contents" VALUES('0c5edb4da3582e163756e8a14a9044854cd6b58b687f285035ebe8e29ae892d5','{"ref":{"source":"marts","schema":"staging","table":"leads"},"kind":"view","columns":[{"name":"contact","type":"text"}],"access":"protected","contract":true,"freshness":false,"definition":"SELECT lower(email) FROM crm.customers"}');
INSERT INTO "contents" VALUES('8dedbb3ab9c286c0b7af6edcb08b9f9fc928a94a33c2023ea1d6efe112e50135','{"grants":[{"subject":{"source":"marts","schema":"staging","table":"leads"},"grantee":"analysts","privilege":"SELECT","grantable":true,"location":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}}]}');
INSERT INTO "contents" VALUES('1cc4a165af185ab36541dd6a7784c1bbd76119f12ad625919ef892aec584b1e8','{"edges":[{"upstream":{"source":"","schema":"old","table":"people","column":"mail"},"downstream":{"source":"marts","schema":"staging","table":"leads","column":"contact"},"effect":"identity"},{"upstream":{"source":"shop","schema":"crm","table":"customers","column":"email"},"downstream":{"source":"marts","schema":"staging","table":"leads","column":"contact"},"effect":"derived","location":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}},{"upstream":{"source":"shop","schema":"crm","table":"customers","column":"id"},"downstream":{"source":"marts","schema":"staging","table":"leads","column":"*"},"effect":"predicate","kind":"influence"}]}');
INSERT INTO "contents" VALUES('3b7d29716071470e0d64231ba96a2118bd19ebef336302ef011d0d5c6f998d1a','{"classifications":[{"subject":{"source":"marts","schema":"staging","table":"leads","column":"contact"},"category":"email","level":"confidential","special":false,"confirmed":true,"confidence":0.9,"evidence":[{"basis":"inherited","category":"email","detail":"","upstream":{"source":"shop","schema":"crm","table":"customers","column":"email"},"effect":"derived","place":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}}],"kind":"work","lowered":{"what":"lower than found","reason":"only a test","location":{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}},"pseudonym":"hashed"}]}');
INSERT INTO "contents" VALUES('1a631a04d574ef74270b37f557423de918a73b737cb70500e577a5d73ab13ff7','{"exposures":[{"source":"marts","name":"board","kind":"dashboard","reads":[{"source":"marts","schema":"staging","table":"leads"}],"owner":"bi"}]}');
CREATE TABLE disputes (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT, 
	"key" TEXT NOT NULL, 
	sides TEXT NOT NULL, 
	settled BOOLEAN NOT NULL, 
	CONSTRAINT pk_disputes PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_disputes_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "disputes" VALUES(1,0,NULL,'owner','[{"value":"team-crm","location":{"file":"s.yml","line":2}},{"value":"it","location":{"file":"t.yml","line":1}}]',0);
CREATE TABLE drift (
	scan_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	record TEXT NOT NULL, 
	CONSTRAINT pk_drift PRIMARY KEY (scan_id, position), 
	CONSTRAINT fk_drift_scan_id FOREIGN KEY(scan_id) REFERENCES scans (id)
);
CREATE TABLE edges (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT NOT NULL, 
	upstream_source TEXT NOT NULL, 
	upstream_schema TEXT NOT NULL, 
	upstream_table TEXT NOT NULL, 
	upstream_column TEXT NOT NULL, 
	effect TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	restores BOOLEAN NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_edges PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_edges_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "edges" VALUES(5,0,'contact','','old','people','mail','identity','value',0,NULL);
INSERT INTO "edges" VALUES(5,1,'contact','shop','crm','customers','email','derived','value',0,'{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}');
INSERT INTO "edges" VALUES(5,2,'*','shop','crm','customers','id','predicate','influence',0,NULL);
CREATE TABLE evidence (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	category TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	upstream TEXT, 
	effect TEXT, 
	restores BOOLEAN NOT NULL, 
	declared_at TEXT, 
	place TEXT, 
	CONSTRAINT pk_evidence PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_evidence_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "evidence" VALUES(1,0,'email','declared','email','declared',1.0,NULL,NULL,0,'{"file":"s.yml","line":4}',NULL);
INSERT INTO "evidence" VALUES(5,0,'contact','inherited','email','',1.0,'shop:crm.customers.email','derived',0,NULL,'{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}');
CREATE TABLE exposures (
	source_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	exposure_name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	owner TEXT, 
	url TEXT, 
	description TEXT, 
	reads TEXT NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_exposures PRIMARY KEY (source_id, position), 
	CONSTRAINT fk_exposures_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);
INSERT INTO "exposures" VALUES(3,0,'board','dashboard','bi',NULL,NULL,'["staging.leads"]',NULL);
CREATE TABLE facts (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	reason TEXT, 
	place TEXT, 
	CONSTRAINT pk_facts PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_facts_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "facts" VALUES(1,0,NULL,'owner','team-crm',NULL,'{"file":"s.yml","line":2}');
INSERT INTO "facts" VALUES(1,1,NULL,'retention_days','730','the law','{"file":"s.yml","line":3}');
INSERT INTO "facts" VALUES(1,2,'email','category','email',NULL,'{"file":"s.yml","line":4}');
INSERT INTO "facts" VALUES(4,0,'mail','category','email',NULL,'{"file":"s.yml","line":9}');
CREATE TABLE foreign_keys (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	constraint_name TEXT, 
	columns TEXT NOT NULL, 
	referred_source TEXT NOT NULL, 
	referred_schema TEXT NOT NULL, 
	referred_table TEXT NOT NULL, 
	referred_columns TEXT NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_foreign_keys PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_foreign_keys_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "foreign_keys" VALUES(2,0,'orders_customer','["customer"]','shop','crm','customers','["id"]',NULL);
CREATE TABLE grants (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	grantee TEXT NOT NULL, 
	privilege TEXT NOT NULL, 
	columns TEXT NOT NULL, 
	grantable BOOLEAN NOT NULL, 
	future BOOLEAN NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_grants PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_grants_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "grants" VALUES(1,0,'PUBLIC','SELECT','["id"]',0,0,NULL);
INSERT INTO "grants" VALUES(3,0,'readers','SELECT','[]',0,1,NULL);
INSERT INTO "grants" VALUES(5,0,'analysts','SELECT','[]',1,0,'{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}');
CREATE TABLE history (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	scan_id INTEGER, 
	source_name TEXT NOT NULL, 
	schema_name TEXT, 
	table_name TEXT, 
	aspect TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	CONSTRAINT pk_history PRIMARY KEY (id), 
	CONSTRAINT fk_history_after FOREIGN KEY("after") REFERENCES contents (digest), 
	CONSTRAINT fk_history_before FOREIGN KEY("before") REFERENCES contents (digest), 
	CONSTRAINT fk_history_scan_id FOREIGN KEY(scan_id) REFERENCES scans (id)
);
INSERT INTO "history" VALUES(1,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop',NULL,NULL,'roles',NULL,'cc6c9af0846c1ff8a11bda7edaa48adea1835b17399dd9477cff10b6e329f476');
INSERT INTO "history" VALUES(2,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop','crm','customers','structure',NULL,'2cb390165969ce93a71c7a83820f0a576dff2def3e1e6622f563185dfa3c8811');
INSERT INTO "history" VALUES(3,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop','crm','customers','access',NULL,'273816e87cfffeb1d9c2b6c07222a9243545debeb972e428e34a640f38bf5f0f');
INSERT INTO "history" VALUES(4,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop','crm','customers','verdict',NULL,'6a6b03c59541f871ce55f1b04d9b278dd12efca81217f8bb9c6f4603570ccb25');
INSERT INTO "history" VALUES(5,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop','crm','orders','structure',NULL,'626ca9f6bc7abbbbb21ed3915e412a3f3a84b5c843ba22e84a91d6cb9ba02eee');
INSERT INTO "history" VALUES(6,'2026-11-24T21:20:39.685617+00:00','ada',1,'shop','crm','*','access',NULL,'312a555c7b07862f24a75c7a66b7526bb1d2fd85ca74b2cbb4bb53c6ab28795f');
INSERT INTO "history" VALUES(7,'2026-11-24T21:20:39.685617+00:00','ada',1,'','old','people','verdict',NULL,'5d5e9172775ec62d4c0603230da1518a244d61e006e1da89252c2366ba721e79');
INSERT INTO "history" VALUES(8,'2026-11-24T21:20:39.796553+00:00','ada',2,'marts',NULL,NULL,'exposures',NULL,'1a631a04d574ef74270b37f557423de918a73b737cb70500e577a5d73ab13ff7');
INSERT INTO "history" VALUES(9,'2026-11-24T21:20:39.796553+00:00','ada',2,'marts','staging','leads','structure',NULL,'0c5edb4da3582e163756e8a14a9044854cd6b58b687f285035ebe8e29ae892d5');
INSERT INTO "history" VALUES(10,'2026-11-24T21:20:39.796553+00:00','ada',2,'marts','staging','leads','access',NULL,'8dedbb3ab9c286c0b7af6edcb08b9f9fc928a94a33c2023ea1d6efe112e50135');
INSERT INTO "history" VALUES(11,'2026-11-24T21:20:39.796553+00:00','ada',2,'marts','staging','leads','lineage',NULL,'1cc4a165af185ab36541dd6a7784c1bbd76119f12ad625919ef892aec584b1e8');
INSERT INTO "history" VALUES(12,'2026-11-24T21:20:39.796553+00:00','ada',2,'marts','staging','leads','verdict',NULL,'3b7d29716071470e0d64231ba96a2118bd19ebef336302ef011d0d5c6f998d1a');
CREATE TABLE indexes (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	index_name TEXT NOT NULL, 
	columns TEXT NOT NULL, 
	is_unique BOOLEAN NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_indexes PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_indexes_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "indexes" VALUES(1,0,'by_email','["email"]',1,NULL);
CREATE TABLE keys (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	columns TEXT NOT NULL, 
	CONSTRAINT pk_keys PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_keys_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "keys" VALUES(1,0,'primary','["id"]');
INSERT INTO "keys" VALUES(1,1,'unique','["email"]');
CREATE TABLE progress (
	source_name TEXT NOT NULL, 
	schema_name TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	result TEXT NOT NULL, 
	CONSTRAINT pk_progress PRIMARY KEY (source_name, schema_name, table_name)
);
CREATE TABLE protections (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT, 
	kind TEXT NOT NULL, 
	method TEXT NOT NULL, 
	state TEXT NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_protections PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_protections_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "protections" VALUES(1,0,NULL,'row filter','own_rows','present',NULL);
CREATE TABLE reidentification (
	table_id INTEGER NOT NULL, 
	columns TEXT NOT NULL, 
	smallest_group BIGINT NOT NULL, 
	share FLOAT NOT NULL, 
	row_count BIGINT NOT NULL, 
	sampled BOOLEAN NOT NULL, 
	record TEXT NOT NULL, 
	CONSTRAINT pk_reidentification PRIMARY KEY (table_id), 
	CONSTRAINT fk_reidentification_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "reidentification" VALUES(1,'["born"]',1,0.25,1000,1,'{"table":{"source":"shop","schema":"crm","table":"customers"},"rows":1000,"sampled":true,"wanted":5,"quasi":["born","email"],"combinations":[{"columns":["born"],"counted":1000,"k":1,"few":250,"alone":17,"diversity":[{"column":"email","distinct":1,"told":3}]}],"remedies":[{"column":"born","instead":"year","k":12,"few":0,"alone":0}]}');
CREATE TABLE reviews (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	reviewer TEXT NOT NULL, 
	source_name TEXT NOT NULL, 
	schema_name TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	column_name TEXT NOT NULL, 
	category TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	note TEXT, 
	CONSTRAINT pk_reviews PRIMARY KEY (id), 
	CONSTRAINT ck_reviews_decision CHECK (decision IN ('accepted', 'rejected'))
);
CREATE TABLE roles (
	source_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	role_name TEXT NOT NULL, 
	can_login BOOLEAN NOT NULL, 
	superuser BOOLEAN NOT NULL, 
	bypasses_row_security BOOLEAN NOT NULL, 
	member_of TEXT NOT NULL, 
	CONSTRAINT pk_roles PRIMARY KEY (source_id, position), 
	CONSTRAINT fk_roles_source_id FOREIGN KEY(source_id) REFERENCES sources (id)
);
INSERT INTO "roles" VALUES(1,0,'ada',1,0,0,'["readers"]');
INSERT INTO "roles" VALUES(1,1,'readers',0,0,0,'[]');
CREATE TABLE scans (
	id INTEGER NOT NULL, 
	source_name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	started_by TEXT NOT NULL, 
	program TEXT NOT NULL, 
	started TEXT NOT NULL, 
	heartbeat TEXT NOT NULL, 
	ended TEXT, 
	machine TEXT NOT NULL, 
	process BIGINT NOT NULL, 
	process_started TEXT NOT NULL, 
	failure TEXT, 
	tables INTEGER NOT NULL, 
	columns INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	dropped INTEGER NOT NULL, 
	problems INTEGER NOT NULL, 
	CONSTRAINT pk_scans PRIMARY KEY (id), 
	CONSTRAINT ck_scans_state CHECK (state IN ('running', 'published', 'failed', 'lost'))
);
INSERT INTO "scans" VALUES(1,'shop','published','ada','0.1.0','2026-11-24T21:20:39.629780+00:00','2026-11-24T21:20:39.703910+00:00','2026-11-24T21:20:39.703910+00:00','0000000000000000',29877,'2346974',NULL,2,5,2,0,0,0);
INSERT INTO "scans" VALUES(2,'marts','published','ada','0.1.0','2026-11-24T21:20:39.745100+00:00','2026-11-24T21:20:39.797268+00:00','2026-11-24T21:20:39.797268+00:00','0000000000000000',29877,'2346974',NULL,1,1,1,0,0,0);
CREATE TABLE sources (
	id INTEGER NOT NULL, 
	source_name TEXT NOT NULL, 
	roles_digest TEXT, 
	exposures_digest TEXT, 
	CONSTRAINT pk_sources PRIMARY KEY (id), 
	CONSTRAINT fk_sources_exposures_digest FOREIGN KEY(exposures_digest) REFERENCES contents (digest), 
	CONSTRAINT fk_sources_roles_digest FOREIGN KEY(roles_digest) REFERENCES contents (digest), 
	CONSTRAINT uq_sources_source_name UNIQUE (source_name)
);
INSERT INTO "sources" VALUES(1,'shop','cc6c9af0846c1ff8a11bda7edaa48adea1835b17399dd9477cff10b6e329f476',NULL);
INSERT INTO "sources" VALUES(2,'',NULL,NULL);
INSERT INTO "sources" VALUES(3,'marts',NULL,'1a631a04d574ef74270b37f557423de918a73b737cb70500e577a5d73ab13ff7');
CREATE TABLE statistics (
	table_id INTEGER NOT NULL, 
	row_estimate BIGINT, 
	size_bytes BIGINT, 
	analysed TEXT, 
	CONSTRAINT pk_statistics PRIMARY KEY (table_id), 
	CONSTRAINT fk_statistics_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "statistics" VALUES(1,1200,8589934592,'2026-11-01T03:00:00.000000+00:00');
INSERT INTO "statistics" VALUES(2,7,NULL,NULL);
CREATE TABLE tables (
	id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	schema_name TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	kind TEXT, 
	comment TEXT, 
	row_security BOOLEAN NOT NULL, 
	open BOOLEAN NOT NULL, 
	access TEXT, 
	contract BOOLEAN, 
	freshness BOOLEAN, 
	definition TEXT, 
	owner_role TEXT, 
	partition_of_schema TEXT, 
	partition_of_table TEXT, 
	tags TEXT NOT NULL, 
	place TEXT, 
	structure_digest TEXT, 
	access_digest TEXT, 
	lineage_digest TEXT, 
	verdict_digest TEXT, 
	CONSTRAINT pk_tables PRIMARY KEY (id), 
	CONSTRAINT fk_tables_access_digest FOREIGN KEY(access_digest) REFERENCES contents (digest), 
	CONSTRAINT fk_tables_lineage_digest FOREIGN KEY(lineage_digest) REFERENCES contents (digest), 
	CONSTRAINT fk_tables_source_id FOREIGN KEY(source_id) REFERENCES sources (id), 
	CONSTRAINT fk_tables_structure_digest FOREIGN KEY(structure_digest) REFERENCES contents (digest), 
	CONSTRAINT fk_tables_verdict_digest FOREIGN KEY(verdict_digest) REFERENCES contents (digest), 
	CONSTRAINT uq_tables_source_id_schema_name_table_name UNIQUE (source_id, schema_name, table_name)
);
INSERT INTO "tables" VALUES(1,1,'crm','customers','table','People who buy from us.',1,0,NULL,NULL,NULL,NULL,'crm_owner',NULL,NULL,'[]',NULL,'2cb390165969ce93a71c7a83820f0a576dff2def3e1e6622f563185dfa3c8811','273816e87cfffeb1d9c2b6c07222a9243545debeb972e428e34a640f38bf5f0f',NULL,'6a6b03c59541f871ce55f1b04d9b278dd12efca81217f8bb9c6f4603570ccb25');
INSERT INTO "tables" VALUES(2,1,'crm','orders','table',NULL,0,0,NULL,NULL,NULL,NULL,NULL,'crm','all_orders','[]',NULL,'626ca9f6bc7abbbbb21ed3915e412a3f3a84b5c843ba22e84a91d6cb9ba02eee',NULL,NULL,NULL);
INSERT INTO "tables" VALUES(3,1,'crm','*',NULL,NULL,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'312a555c7b07862f24a75c7a66b7526bb1d2fd85ca74b2cbb4bb53c6ab28795f',NULL,NULL);
INSERT INTO "tables" VALUES(4,2,'old','people',NULL,NULL,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL,NULL,'5d5e9172775ec62d4c0603230da1518a244d61e006e1da89252c2366ba721e79');
INSERT INTO "tables" VALUES(5,3,'staging','leads','view',NULL,0,0,'protected',1,0,'SELECT lower(email) FROM crm.customers',NULL,NULL,NULL,'[]',NULL,'0c5edb4da3582e163756e8a14a9044854cd6b58b687f285035ebe8e29ae892d5','8dedbb3ab9c286c0b7af6edcb08b9f9fc928a94a33c2023ea1d6efe112e50135','1cc4a165af185ab36541dd6a7784c1bbd76119f12ad625919ef892aec584b1e8','3b7d29716071470e0d64231ba96a2118bd19ebef336302ef011d0d5c6f998d1a');
CREATE TABLE waivers (
	position INTEGER NOT NULL, 
	policy TEXT NOT NULL, 
	subject TEXT, 
	reason TEXT NOT NULL, 
	until TEXT NOT NULL, 
	approver TEXT, 
	ticket TEXT, 
	code TEXT NOT NULL, 
	lines TEXT NOT NULL, 
	place TEXT NOT NULL, 
	CONSTRAINT pk_waivers PRIMARY KEY (position)
);
CREATE TABLE wanted_protections (
	table_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	column_name TEXT, 
	kind TEXT NOT NULL, 
	method TEXT NOT NULL, 
	place TEXT, 
	CONSTRAINT pk_wanted_protections PRIMARY KEY (table_id, position), 
	CONSTRAINT fk_wanted_protections_table_id FOREIGN KEY(table_id) REFERENCES tables (id) ON DELETE CASCADE
);
INSERT INTO "wanted_protections" VALUES(1,0,'email','masking','keyed-hash','{"file":"migrations/0001.sql","line":3,"column":5,"end_line":3,"end_column":9}');
CREATE INDEX ix_scans_source_name_id ON scans (source_name, id);
CREATE INDEX ix_history_source_name_schema_name_table_name_id ON history (source_name, schema_name, table_name, id);
CREATE VIEW declared AS
SELECT table_id, column_name,
  max(CASE WHEN key = 'owner' THEN said END) AS owner,
  max(CASE WHEN key = 'environment' THEN said END) AS environment,
  max(CASE WHEN key = 'description' THEN said END) AS description,
  max(CASE WHEN key = 'retention_days' THEN said END) AS retention_days,
  max(CASE WHEN key = 'masking' AND lower(said) <> 'none' THEN said END) AS masking,
  max(CASE WHEN key = 'encryption' AND lower(said) <> 'none' THEN said END) AS encryption
FROM (SELECT table_id, column_name, key, nullif(trim(value), '') AS said FROM facts) AS f
GROUP BY table_id, column_name;
CREATE VIEW protected AS
SELECT table_id, column_name,
  max(CASE WHEN kind = 'masking' THEN method END) AS masking,
  max(CASE WHEN kind = 'encryption' THEN method END) AS encryption
FROM (
  SELECT table_id, column_name, kind, coalesce(nullif(trim(method), ''), 'present') AS method
  FROM protections
  UNION ALL
  SELECT table_id, column_name, kind, coalesce(nullif(trim(method), ''), 'present')
  FROM wanted_protections
) AS p
GROUP BY table_id, column_name;
CREATE VIEW column_catalog AS
SELECT t.id AS catalog_id, s.source_name AS source, t.schema_name, t.schema_name AS table_schema,
  t.table_name, c.column_name, c.type AS data_type, c.nullable AS is_nullable,
  coalesce(k.category <> 'none', false) AS pii_flag, k.category AS pii_category,
  CASE WHEN k.confirmed THEN k.level END AS classification,
  coalesce(own.owner, whole.owner) AS data_owner,
  CASE WHEN coalesce(own.encryption, p.encryption, q.encryption) IS NULL
    THEN 'none' ELSE 'encrypted' END AS encryption_status,
  coalesce(own.masking, p.masking, q.masking, CASE WHEN k.pseudonym = 'keyed' THEN 'keyed' END)
    AS masking_policy,
  CAST(coalesce(own.retention_days, whole.retention_days) AS bigint) AS retention_days,
  coalesce(own.environment, whole.environment) AS environment,
  coalesce(own.description, nullif(trim(c.comment), '')) AS description
FROM columns AS c
JOIN tables AS t ON t.id = c.table_id
JOIN sources AS s ON s.id = t.source_id
LEFT JOIN classifications AS k ON k.table_id = c.table_id AND k.column_name = c.column_name
LEFT JOIN declared AS own ON own.table_id = c.table_id AND own.column_name = c.column_name
LEFT JOIN declared AS whole ON whole.table_id = c.table_id AND whole.column_name IS NULL
LEFT JOIN protected AS p ON p.table_id = c.table_id AND p.column_name = c.column_name
LEFT JOIN protected AS q ON q.table_id = c.table_id AND q.column_name IS NULL
WHERE t.kind IS NOT NULL;
CREATE VIEW data_dictionary AS SELECT * FROM column_catalog;
CREATE VIEW column_totals AS
SELECT catalog_id,
  sum(CASE WHEN pii_flag THEN 1 ELSE 0 END) AS personal,
  sum(CASE WHEN pii_flag AND classification IS NOT NULL THEN 1 ELSE 0 END) AS classified,
  sum(CASE WHEN pii_flag AND encryption_status = 'encrypted' THEN 1 ELSE 0 END) AS encrypted,
  sum(CASE WHEN pii_flag AND masking_policy IS NOT NULL THEN 1 ELSE 0 END) AS masked,
  max(CASE WHEN pii_flag THEN level_rank END) AS personal_rank,
  max(level_rank) AS any_rank
FROM (
  SELECT catalog_id, pii_flag, classification, encryption_status, masking_policy,
    CASE classification WHEN 'public' THEN 0 WHEN 'internal' THEN 1 WHEN 'confidential' THEN 2
      WHEN 'restricted' THEN 3 END AS level_rank
  FROM column_catalog
) AS d
GROUP BY catalog_id;
CREATE VIEW data_catalog AS
SELECT t.id AS catalog_id, s.source_name AS source, t.schema_name, t.schema_name AS table_schema,
  t.table_name, coalesce(n.personal, 0) > 0 AS pii_flag,
  (SELECT group_concat(w.word, ', ') FROM (
    SELECT DISTINCT k.category AS word FROM classifications AS k
    JOIN columns AS c ON c.table_id = k.table_id AND c.column_name = k.column_name
    WHERE k.table_id = t.id AND k.category <> 'none' ORDER BY k.category
  ) AS w) AS pii_category,
  CASE WHEN n.personal = n.classified THEN
    CASE CASE WHEN n.personal > 0 THEN n.personal_rank ELSE n.any_rank END
      WHEN 0 THEN 'public' WHEN 1 THEN 'internal' WHEN 2 THEN 'confidential'
      WHEN 3 THEN 'restricted' END
  END AS classification,
  whole.owner AS data_owner,
  CASE WHEN n.personal > 0 AND n.personal = n.encrypted THEN 'encrypted' ELSE 'none' END
    AS encryption_status,
  CASE WHEN n.personal > 0 AND n.personal = n.masked THEN (
    SELECT group_concat(w.word, ', ') FROM (
      SELECT DISTINCT d.masking_policy AS word FROM column_catalog AS d
      WHERE d.catalog_id = t.id AND d.pii_flag ORDER BY d.masking_policy
    ) AS w) END AS masking_policy,
  CAST(whole.retention_days AS bigint) AS retention_days,
  whole.environment,
  coalesce(whole.description, nullif(trim(t.comment), '')) AS description
FROM tables AS t
JOIN sources AS s ON s.id = t.source_id
LEFT JOIN declared AS whole ON whole.table_id = t.id AND whole.column_name IS NULL
LEFT JOIN column_totals AS n ON n.catalog_id = t.id
WHERE t.kind IS NOT NULL;
CREATE TRIGGER contents_never_update BEFORE UPDATE ON contents BEGIN SELECT RAISE(ABORT, 'contents is append-only'); END;
CREATE TRIGGER contents_never_delete BEFORE DELETE ON contents BEGIN SELECT RAISE(ABORT, 'contents is append-only'); END;
CREATE TRIGGER history_never_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_never_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER reviews_never_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews is append-only'); END;
CREATE TRIGGER reviews_never_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'reviews is append-only'); END;
COMMIT;
