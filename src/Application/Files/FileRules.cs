using FluentValidation;

namespace CleanFiles.Application.Files;

internal static class FileRules
{
    public static IRuleBuilderOptionsConditions<T, string> FileName<T>(this IRuleBuilder<T, string> rule) =>
        rule.Obeys(Domain.Files.FileName.Problem);

    public static IRuleBuilderOptionsConditions<T, string> ContentType<T>(this IRuleBuilder<T, string> rule) =>
        rule.Obeys(Domain.Files.ContentType.Problem);
}
