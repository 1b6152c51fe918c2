using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>A form goes out, XML comes back: AWS's query protocol.</summary>
internal sealed class SnsProtocol : XmlResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly SnsProtocol Instance = new();

    private static readonly XmlReaderSettings Plain = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, SnsMetadata.Service) { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        // Not by request.Parameters, which are sent in the order of their names: whoever takes the entries of a batch as they come would
        // then take the tenth before the second.
        request.Content = ((SnsRequest)input).Form;
        return request;
    }

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        try
        {
            return new SnsResponse { Root = Read(input.Stream) };
        }
        catch (XmlException e)
        {
            throw Strange("what is not XML", e, HttpStatusCode.OK);
        }
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        try
        {
            return ErrorOf(Read(input.Stream), innerException, statusCode);
        }
        catch (XmlException e)
        {
            return Strange("what is not XML", e, statusCode);
        }
    }

    /// <summary>For an answer that SNS does not give; something in front of it does, or it is another server.</summary>
    public static SnsException Strange(string what, Exception? inner, HttpStatusCode status)
    {
        // In SNS's own words NotFound is a topic that does not exist; somebody else's 404 says nothing about topics.
        var code = status == HttpStatusCode.NotFound ? "" : status.ToString();
        return new SnsException($"SNS answered {(int)status} with {what}.", inner, ErrorType.Unknown, code, "", status);
    }

    private static SnsException ErrorOf(XElement root, Exception inner, HttpStatusCode status)
    {
        string? Text(string name) => root.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        if (Text("Code") is not { } code) return Strange($"<{root.Name.LocalName}>", inner, status);
        var type = Text("Type") switch
        {
            "Sender" => ErrorType.Sender,
            "Receiver" => ErrorType.Receiver,
            _ => ErrorType.Unknown,
        };
        return new SnsException(Text("Message") ?? $"SNS answered {(int)status} {code}.", inner, type, code, Text("RequestId") ?? "", status);
    }

    private static XElement Read(Stream stream)
    {
        using var reader = XmlReader.Create(stream, Plain);
        return XElement.Load(reader);
    }
}

/// <remarks>The pipeline wants it to have a constructor without parameters.</remarks>
internal sealed class SnsResponse : AmazonWebServiceResponse
{
    public XElement Root { get; init; } = new("none");
}
