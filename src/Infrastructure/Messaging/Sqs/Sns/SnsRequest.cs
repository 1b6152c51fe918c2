using System.Globalization;
using System.Text;
using Amazon.Runtime;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>A call as the form that AWS's query protocol sends, its fields in the order in which they were added.</summary>
internal sealed class SnsRequest(string action) : AmazonWebServiceRequest
{
    /// <summary>Of SNS's interface.</summary>
    public const string Version = "2010-03-31";

    private readonly StringBuilder _form = new($"Action={action}&Version={Version}");

    public string Action => action;

    public byte[] Form => Encoding.UTF8.GetBytes(_form.ToString());

    /// <param name="name">Goes out as it is.</param>
    /// <param name="value">Where it is null the field is left out.</param>
    public SnsRequest With(string name, string? value)
    {
        if (value is not null) _form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public SnsRequest WithMap(string name, IReadOnlyDictionary<string, string> map)
    {
        foreach (var (index, (key, value)) in map.Index())
        {
            var entry = Numbered($"{name}.entry", index);
            With($"{entry}.key", key).With($"{entry}.value", value);
        }
        return this;
    }

    public SnsRequest WithEntry(string name, SnsEntry entry)
    {
        With($"{name}.Id", entry.Id).With($"{name}.Message", entry.Message);
        foreach (var (index, (key, value)) in entry.Attributes.Index())
        {
            var attribute = Numbered($"{name}.MessageAttributes.entry", index);
            With($"{attribute}.Name", key).With($"{attribute}.Value.DataType", "String").With($"{attribute}.Value.StringValue", value);
        }
        return With($"{name}.MessageGroupId", entry.MessageGroupId)
            .With($"{name}.MessageDeduplicationId", entry.MessageDeduplicationId);
    }

    /// <summary>Lists are counted from one.</summary>
    public static string Numbered(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}.{index + 1}");
}
