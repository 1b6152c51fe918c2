using CleanFiles.Domain.Sprockets;

namespace CleanFiles.Application.Ports;

/// <summary>Those of all owners. Changes become durable with the unit of work.</summary>
public interface ISprockets
{
    Task<Sprocket?> FindAsync(SprocketId id, CancellationToken ct);

    void Add(Sprocket added);
}
