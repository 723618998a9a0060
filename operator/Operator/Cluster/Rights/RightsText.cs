using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Rights;

/// <summary>
/// Writes rights as YAML that <c>kubectl apply -f -</c> takes: each role with its binding, each rule below the reason why it is there. The
/// same configuration gives the same bytes.
/// </summary>
internal static class RightsText
{
    private const string Api = "rbac.authorization.k8s.io";
    private const int LineLength = 120;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The roles, each bound to one ServiceAccount.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="install">Name of the installation, a label of all of it.</param>
    /// <param name="account">The ServiceAccount of the operator.</param>
    public static string Of(IEnumerable<AccessRole> roles, string install, ServiceAccountName account)
    {
        var text = new StringBuilder();
        Comment(text,
            "The rights of Headgate's operator, as `headgate rights` computed them from its configuration file; apply them anew when that "
            + "changes. Gateways have none: they mount files, and their pods take no token (automountServiceAccountToken: false).");
        foreach (var role in roles)
        {
            text.Append("---\n");
            Comment(text, role.Why);
            Head(text, role.Kind, role, install);
            text.Append("rules:\n");
            foreach (var rule in role.Rules) Write(text, rule);
            text.Append("---\n");
            Head(text, $"{role.Kind}Binding", role, install);
            text.Append($"roleRef:\n  apiGroup: {Api}\n  kind: {role.Kind}\n  name: {Quoted(role.Name)}\n");
            text.Append($"subjects:\n- kind: ServiceAccount\n  name: {Quoted(account.Name)}\n  namespace: {Quoted(account.Namespace)}\n");
        }
        return text.ToString();
    }

    private static void Head(StringBuilder text, string kind, AccessRole role, string install)
    {
        text.Append($"apiVersion: {Api}/v1\nkind: {kind}\nmetadata:\n  name: {Quoted(role.Name)}\n");
        if (role.Namespace is { } inNamespace) text.Append($"  namespace: {Quoted(inNamespace)}\n");
        text.Append($"  labels:\n    app.kubernetes.io/part-of: headgate\n    {PublishedObjects.InstallLabel}: {Quoted(install)}\n");
    }

    private static void Write(StringBuilder text, AccessRule rule)
    {
        Comment(text, rule.Why);
        text.Append($"- apiGroups: {List([rule.Group])}\n  resources: {List(rule.Resources)}\n");
        if (rule.Names.Count > 0) text.Append($"  resourceNames: {List(rule.Names)}\n");
        text.Append($"  verbs: {List(rule.Verbs)}\n");
    }

    private static void Comment(StringBuilder text, string sentence)
    {
        var line = "#";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + 1 + word.Length > LineLength)
            {
                text.Append(line).Append('\n');
                line = "#";
            }
            line += " " + word;
        }
        text.Append(line).Append('\n');
    }

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

    // A JSON string is a YAML string, whatever is in it.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);
}
