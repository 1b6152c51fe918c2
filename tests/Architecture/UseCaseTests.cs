using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class UseCaseTests
{
    private const string Requests = "src/Application/";

    private static readonly Rule<SourceTree> OneFile = new(
        9,
        "A request stands with its handler and its validator in one file that bears its name.",
        "Put request, validator and handler into src/Application/<feature>/<Request>.cs: that is how a handler is found.",
        tree => from file in tree.Under(Requests, ".cs")
                from request in Mentioned(file.Text)
                select new Finding($"{file.Path}: {request}", Problem(file.Path, file.Text, request)));

    private static readonly Rule<SourceTree> FileByFile = new(
        9,
        "MediatR is imported file by file.",
        "Remove the global using: later versions of MediatR have an IPublisher of their own, which would clash everywhere.",
        tree => from file in tree
                where file.Key.StartsWith("src/", StringComparison.Ordinal) || file.Key.StartsWith("Directory.", StringComparison.Ordinal)
                where GlobalUsing().IsMatch(file.Value) || file.Value.Contains("using MediatR;", StringComparison.Ordinal)
                select new Finding(file.Key, GlobalUsing().IsMatch(file.Value) ? "imports MediatR everywhere" : null));

    [Fact, Enforces(9)]
    public void A_request_stands_with_its_handler_and_validator_in_one_file_that_bears_its_name()
    {
        OneFile.HoldsFor(SourceTree.Real);
        OneFile.Catches(
            new SourceTree
            {
                { $"{Requests}Files/Good.cs", "record Good(int A) : IRequest;\nclass GoodHandler : IRequestHandler<Good, Unit>" },
                { $"{Requests}Files/Lonely.cs", "record Lonely(int A) : IRequest<int>;" },
                { $"{Requests}Files/Misnamed.cs", "record Other : IRequest;\nclass OtherHandler : IRequestHandler<Other, Unit>" },
                { $"{Requests}Files/Elsewhere.cs", "class FarHandler : IRequestHandler<Far, Unit>" },
                { $"{Requests}Files/Validators.cs", "class GoodValidator : AbstractValidator<Good>" },
            },
            $"{Requests}Files/Lonely.cs: Lonely",
            $"{Requests}Files/Misnamed.cs: Other",
            $"{Requests}Files/Elsewhere.cs: Far",
            $"{Requests}Files/Validators.cs: Good");
    }

    [Fact, Enforces(9)]
    public void MediatR_is_imported_file_by_file()
    {
        FileByFile.HoldsFor(SourceTree.Real);
        FileByFile.Catches(
            new SourceTree
            {
                { "src/Api/Good.cs", "using MediatR;" },
                { "src/Api/Usings.cs", "global using MediatR;" },
                { "src/Api/Api.csproj", """<Using Include="MediatR" />""" },
                { "Directory.Build.props", """<Using Include="MediatR" />""" },
            },
            "src/Api/Usings.cs",
            "src/Api/Api.csproj",
            "Directory.Build.props");
    }

    private static string? Problem(string path, string text, string request) =>
        !path.EndsWith($"/{request}.cs", StringComparison.Ordinal) ? $"belongs to {request}.cs"
        : !Regex.IsMatch(text, $@"record {request}\b") ? "the request is elsewhere"
        : !Regex.IsMatch(text, $@"class {request}Handler\b") ? "its handler is elsewhere"
        : null;

    private static IEnumerable<string> Mentioned(string text) =>
        Request().Matches(text).Select(match => match.Groups.Values.Skip(1).Single(group => group.Success).Value).Distinct();

    [GeneratedRegex(@"record (\w+)[^;{]*:\s*IRequest\b|IRequestHandler<(\w+)|AbstractValidator<(\w+)>")]
    private static partial Regex Request();

    [GeneratedRegex("global using (static )?MediatR|Using Include=\"MediatR")]
    private static partial Regex GlobalUsing();
}
