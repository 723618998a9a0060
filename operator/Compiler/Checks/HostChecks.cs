using System.Text.RegularExpressions;
using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static partial class HostChecks
{
    private const int MostCharacters = 253;

    public static void Syntax(ProductUnit unit, ProblemList problems)
    {
        Check(unit.Product, "spec.hosts", unit.Product.Spec.Hosts, problems);
        Check(unit.Product, "spec.staging.hosts", unit.Product.Spec.Staging?.Hosts ?? [], problems);
    }

    public static void Conflicts(ProductUnit unit, ProblemList problems)
    {
        var hosts = unit.Product.Spec.Hosts;
        foreach (var (index, host) in hosts.Index().Where(entry => unit.HostsTaken.Contains(entry.Item)))
        {
            problems.Conflict(unit.Product, $"spec.hosts[{index}]", Reasons.HostConflict,
                $"The host {host} belongs to an older Product and is not served by this one. Choose another host, or delete the other claim.");
        }
        foreach (var (index, host) in (unit.Product.Spec.Staging?.Hosts ?? []).Index().Where(entry => unit.HostsTaken.Contains(entry.Item)))
        {
            problems.Conflict(unit.Product, $"spec.staging.hosts[{index}]", Reasons.HostConflict,
                $"The host {host} belongs to an older Product and is not served by this one. Choose another host, or delete the other claim.");
        }
        if (hosts.All(unit.HostsTaken.Contains))
        {
            problems.Invalid(unit.Product, "spec.hosts", "No host is left: all of them belong to older Products. Choose another host.", Reasons.HostConflict);
        }
    }

    private static void Check(Product product, string field, IReadOnlyList<string> hosts, ProblemList problems)
    {
        foreach (var (index, host) in hosts.Index())
        {
            if (host.Length > MostCharacters || !Name().IsMatch(host))
            {
                problems.Invalid(product, $"{field}[{index}]",
                    $"\"{host}\" is not a host name. Write lower-case letters, digits, '-' and '.', without port, wildcard or trailing dot, such as api.example.com.");
            }
            else if (hosts.Take(index).Contains(host))
            {
                problems.Invalid(product, $"{field}[{index}]", $"The host {host} is listed twice. Remove one.");
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
