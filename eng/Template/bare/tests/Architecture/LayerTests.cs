using System.Reflection;
using CleanFiles.Application.Events;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Relay;
using NetArchTest.Rules;

namespace CleanFiles.Architecture.Tests;

/// <summary>Who may know whom: inwards, and never the other way.</summary>
public class LayerTests
{
    private static readonly Assembly Domain = typeof(AggregateRoot).Assembly, Application = typeof(EventMapper).Assembly, Infrastructure = typeof(OutboxRelay).Assembly;

    [Fact]
    public void The_domain_knows_nothing_but_itself() => Holds(
        Domain, "CleanFiles.Application", "CleanFiles.Infrastructure", "CleanFiles.Api", "Microsoft", "MediatR", "FluentValidation");

    [Fact]
    public void The_application_knows_no_adapter() => Holds(
        Application, "CleanFiles.Infrastructure", "CleanFiles.Api", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Npgsql", "Amazon");

    [Fact]
    public void The_infrastructure_knows_no_web() => Holds(Infrastructure, "CleanFiles.Api", "Microsoft.AspNetCore");

    private static void Holds(Assembly layer, params string[] strangers)
    {
        var result = Types.InAssembly(layer).Should().NotHaveDependencyOnAny(strangers).GetResult();

        Assert.NotEmpty(Types.InAssembly(layer).GetTypes());
        Assert.True(result.IsSuccessful, $"These know too much: {string.Join(", ", result.FailingTypeNames ?? [])}. Ask through a port in src/Application/Ports.");
    }
}
