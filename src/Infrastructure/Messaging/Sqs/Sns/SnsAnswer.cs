using System.Net;
using System.Xml.Linq;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>Reads an answer, or a part of it. A list or a map that is absent is empty.</summary>
internal sealed class SnsAnswer(XElement element)
{
    /// <exception cref="SnsException">It is absent or empty.</exception>
    public string Text(string name) =>
        TextOrNull(name) ?? throw SnsProtocol.Strange($"<{element.Name.LocalName}> that has no {name}", null, HttpStatusCode.OK);

    public string? TextOrNull(string name) => Find(name)?.Value is { Length: > 0 } text ? text : null;

    public IEnumerable<SnsAnswer> Members(string name) => Items(name, "member").Select(member => new SnsAnswer(member));

    public Dictionary<string, string> Map(string name) =>
        Items(name, "entry").Select(entry => new SnsAnswer(entry)).ToDictionary(entry => entry.Text("key"), entry => entry.TextOrNull("value") ?? "");

    private IEnumerable<XElement> Items(string name, string item) =>
        Find(name)?.Elements().Where(child => child.Name.LocalName == item) ?? [];

    /// <summary>By the local name alone: emulators differ in the namespace.</summary>
    private XElement? Find(string name) => element.Descendants().FirstOrDefault(child => child.Name.LocalName == name);
}
