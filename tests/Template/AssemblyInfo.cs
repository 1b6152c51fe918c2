using CleanFiles.Support.Aws;
using CleanFiles.Template.Tests;

[assembly: AssemblyFixture(typeof(TemplatePackage))]
[assembly: AssemblyFixture(typeof(AwsFixture))]
