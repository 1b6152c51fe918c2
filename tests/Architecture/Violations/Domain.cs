using System.ComponentModel;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Domain;

// One type for each way in which code can mention what it must not see.
internal delegate Unit ByDelegate();

internal sealed class ByBase : IRequest;

internal sealed class ByField
{
    public Unit Unit = Unit.Value;
}

internal sealed class ByArray
{
    public static Unit[] Units => throw new NotSupportedException();
}

internal sealed class ByGenericArgument
{
    public static List<(int, Unit)> Units => throw new NotSupportedException();
}

internal sealed class ByConstraint<T> where T : IRequest
{
    public static string Name => typeof(T).Name;
}

internal sealed class ByParameter
{
    public static bool Knows(object unit, Unit other) => unit.Equals(other);
}

internal sealed class ByLocal
{
    public static int Hash()
    {
        var unit = Unit.Value;
        return unit.GetHashCode();
    }
}

internal sealed class ByGenericCall
{
    public static object Empty() => Array.Empty<Unit>();
}

internal sealed class ByTypeOf
{
    public static string Name => typeof(Unit).Name;
}

internal sealed class ByLambda
{
    public static Func<string> Name => () => Unit.Value.ToString();
}

internal sealed class ByAsync
{
    public static async Task<string> NameAsync()
    {
        await Task.Yield();
        return Unit.Value.ToString();
    }
}

internal sealed class ByIterator
{
    public static IEnumerable<string> Names()
    {
        yield return Unit.Value.ToString();
    }
}

internal sealed class ByCatch
{
    public static void Swallow(Action act)
    {
        try
        {
            act();
        }
        catch (FluentValidation.ValidationException)
        {
        }
    }
}

[Keyless]
internal sealed class ByAttribute;

[TypeConverter(typeof(Unit))]
internal sealed class ByAttributeArgument;

internal sealed class ByNesting
{
    internal sealed class Inner
    {
        public static Unit Unit => Unit.Value;
    }
}

internal sealed class Innocent
{
    public static IReadOnlyList<string> Words => ["only", "System", "here"];

    public static IEnumerable<int> Numbers()
    {
        yield return Words.Count;
    }
}
