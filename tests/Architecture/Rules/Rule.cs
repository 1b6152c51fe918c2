using System.Text;

namespace CleanFiles.Architecture.Tests.Rules;

/// <param name="Subject">What was looked at.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
internal readonly record struct Finding(string Subject, string? Problem = null);

/// <summary>
/// A rule of the architecture. It has to hold for the product and to catch what was planted to break it, and it is broken when it looked
/// at nothing: a rule that cannot fail protects nobody.
/// </summary>
/// <param name="mend">What the person who broke it should do.</param>
internal sealed class Rule<T>(int adr, string sentence, string mend, Func<T, IEnumerable<Finding>> inspect)
{
    public void HoldsFor(T product)
    {
        if (Verdict(product) is { } complaint) Assert.Fail(complaint);
    }

    /// <param name="guilty">Exactly the subjects that must be found guilty.</param>
    public void Catches(T planted, params IEnumerable<string> guilty) =>
        Assert.Equal(
            guilty.Order(),
            inspect(planted).Where(finding => finding.Problem is not null).Select(finding => finding.Subject).Distinct().Order());

    public string? Verdict(T product)
    {
        var findings = inspect(product).ToList();
        if (findings.Count == 0)
            return $"ADR {adr:0000} is not enforced: \"{sentence}\" looked at nothing. Make the rule match the code again.";

        var broken = findings.Where(finding => finding.Problem is not null).ToList();
        if (broken.Count == 0) return null;

        var text = new StringBuilder().AppendLine($"ADR {adr:0000} is broken: {sentence}");
        foreach (var (subject, problem) in broken) text.AppendLine($"  {subject}: {problem}");
        return text.AppendLine($"Mend it: {mend}").Append($"Why: docs/adr/{adr:0000}-*.md").ToString();
    }
}
