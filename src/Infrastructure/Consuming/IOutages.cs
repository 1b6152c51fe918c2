namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Tells an outage of this service's own database (or its deadlocks) from a fault of a consumer: only the latter counts as an attempt.</summary>
internal interface IOutages
{
    bool IsOutage(Exception exception);
}
