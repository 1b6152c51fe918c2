using CleanFiles.Support.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
