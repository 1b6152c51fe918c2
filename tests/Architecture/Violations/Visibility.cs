namespace CleanFiles.Application
{
    internal class LooseEnd;

    internal class DerivedFrom;

    internal sealed class Deriving : DerivedFrom;

    public sealed class Showy;

    public sealed record Data;

    public sealed class ShowyException : Exception;
}

namespace CleanFiles.Infrastructure
{
    public sealed class Showy;
}
