using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(AwsFixture))]
