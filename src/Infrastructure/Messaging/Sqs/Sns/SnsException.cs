using System.Net;
using Amazon.Runtime;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>SNS answered with an error, or something in front of it did.</summary>
internal sealed class SnsException(string message, Exception? inner, ErrorType type, string code, string requestId, HttpStatusCode status)
    : AmazonServiceException(message, inner, type, code, requestId, status);
