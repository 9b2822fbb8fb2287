"""The database: tables, migrations, transactions and the audit log."""
