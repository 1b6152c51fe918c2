using System.Globalization;
using CleanFiles.Resilience.Tests;
using CleanFiles.Resilience.Tests.Chaos;
using CleanFiles.Resilience.Tests.Horizon;
using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Resilience.Tests.Simulation;
using CleanFiles.Resilience.Tests.Variants;
using Xunit.MicrosoftTestingPlatform;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// What it starts itself.
if (args is [NodeProgram.Name, var role, var broken])
{
    await NodeProgram.RunAsync(Enum.Parse<NodeRole>(role), Enum.Parse<Variant>(broken));
    return 0;
}

if (args is [SimulateCommand.Name, var from, var seeds, var variant])
    return SimulateCommand.Run(ulong.Parse(from, CultureInfo.InvariantCulture), int.Parse(seeds, CultureInfo.InvariantCulture), Enum.Parse<Variant>(variant));

// The tests, as the test platform starts them.
if (!Arguments.AreMeant(args)) return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

// What a person starts.
if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

return arguments.Work switch
{
    Work.Rounds => await ChaosCommand.RunAsync(arguments.Count, arguments.Seed, arguments.Variant),
    Work.Seeds => (await SimulateCommand.StartAsync(arguments.From, arguments.Count, arguments.Variant, Console.WriteLine)).ExitCode,
    Work.Variants => await VariantsCommand.RunAsync(),
    _ => await HorizonCommand.RunAsync(TimeSpan.FromSeconds(arguments.Count)),
};
