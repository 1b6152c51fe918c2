using System.Globalization;
using System.Security;
using System.Text;

namespace CleanFiles.Benchmarks.Running;

/// <summary>The results as a picture: a panel for each measure of each case, a bar for each contender's median, a line from its least to its greatest.</summary>
internal sealed class Chart(IReadOnlyList<Result> results, string footer)
{
    private const int Width = 860, Names = 210, Figures = 150, Bar = 18, Gap = 8, Head = 44, Margin = 20;

    /// <summary>From here on bars that begin at zero hide the smaller ones.</summary>
    private const double LinearUpTo = 50;

    private readonly StringBuilder _svg = new();

    /// <returns>An SVG document.</returns>
    public string Draw()
    {
        var y = Margin;
        foreach (var panel in results.GroupBy(row => (row.Workload, row.Title, row.Measure)).Select(rows => rows.ToList())) y = Draw(panel, y);
        Text(Margin, y + 12, footer, "class='small'");
        return Invariant($$"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 {{Width}} {{y + 30}}" width="{{Width}}">
            <title id="title">CleanFiles benchmarks</title>
            <desc id="desc">{{Escape(string.Join("; ", results.Select(Describe)))}}</desc>
            <style>text { font: 13px sans-serif; fill: #1f2328 } .head { font-weight: bold } .small { font-size: 11px; fill: #59636e } .end { text-anchor: end }</style>
            <rect width="100%" height="100%" fill="#ffffff"/>
            {{_svg}}</svg>

            """);
    }

    /// <returns>Where the next one begins.</returns>
    private int Draw(List<Result> rows, int top)
    {
        var first = rows[0];
        var (least, greatest) = (rows.Min(row => row.Runs.Min()), rows.Max(row => row.Runs.Max()));
        var isLogarithmic = least > 0 && greatest / least > LinearUpTo;
        Text(Margin, top + 14, $"{first.Workload}, {first.Title}", "class='head'");
        Text(Margin, top + 31, $"{first.Measure} in {first.Unit}; {(first.LessIsBetter ? "less" : "more")} is better{(isLogarithmic ? "; the scale is logarithmic" : "")}", "class='small'");
        var y = top + Head;
        foreach (var row in rows)
        {
            var middle = y + (Bar / 2);
            Text(Margin + Names - 10, middle + 4, row.Contender, "class='end'");
            Line($"<rect x='{Margin + Names}' y='{y}' width='{Length(row.Median):0.0}' height='{Bar}' fill='{(row == first ? "#0969da" : "#afb8c1")}'/>");
            Line($"<path d='M{Margin + Names + Length(row.Runs.Min()):0.0} {middle}H{Margin + Names + Length(row.Runs.Max()):0.0}' stroke='#1f2328' stroke-width='1.5'/>");
            Text(Width - Margin - Figures + 10, middle + 4, $"{row.Median.ToString("N2", CultureInfo.InvariantCulture)} {row.Unit}", "");
            y += Bar + Gap;
        }

        return y + Margin;

        double Length(double value) => (Width - (2 * Margin) - Names - Figures) * Share(value);

        // A decade below the least one is where a logarithmic scale begins, so that every bar is seen.
        double Share(double value) => greatest <= 0 ? 0 : isLogarithmic ? Math.Log(value / least * 10) / Math.Log(greatest / least * 10) : value / greatest;
    }

    private static string Describe(Result row) => Invariant($"{row.Workload}, {row.Title}, {row.Measure}, {row.Contender}: {row.Median:N2} {row.Unit}");

    private void Text(int x, int y, string text, string attributes) => Line($"<text x='{x}' y='{y}' {attributes}>{Escape(text)}</text>");

    private void Line(FormattableString line) => _svg.AppendLine(Invariant(line));

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
