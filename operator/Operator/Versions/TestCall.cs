using System.Net.Http.Headers;
using System.Text;
using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Versions;

/// <summary>The call that a new version is given in staging: how the operator makes it, and how a person repeats it.</summary>
/// <param name="host">A staging host of the Product.</param>
/// <param name="path">Path and query.</param>
/// <param name="authentication">How the version has consumers authenticate.</param>
/// <param name="secret">The Secret with the credential.</param>
internal sealed class TestCall(string host, string path, ProductAuthentication authentication, Secret secret)
{
    private const string UserKey = "user_key";
    private const string AppId = "app_id";
    private const string AppKey = "app_key";

    /// <summary>Path and query.</summary>
    public string Path => path;

    /// <summary>What must not be shown.</summary>
    public IEnumerable<string> Secrets => new[] { UserKey, AppKey }.Select(Entry).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>The request, to one gateway.</summary>
    /// <param name="address">IP address of the gateway.</param>
    /// <param name="port">Port on which it takes calls.</param>
    public HttpRequestMessage RequestTo(string address, int port)
    {
        var query = Parts(Entry).Where(part => part.Place == CredentialPlace.Query).Select(part => $"{Uri.EscapeDataString(part.Name)}={Uri.EscapeDataString(part.Value)}").ToList();
        var target = new UriBuilder(Uri.UriSchemeHttp, address, port).Uri.GetLeftPart(UriPartial.Authority) + WithQuery(query);
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target));
        request.Headers.Host = host;
        request.Headers.UserAgent.ParseAdd("headgate-operator");
        foreach (var part in Parts(Entry))
        {
            if (part.Place == CredentialPlace.Header) request.Headers.TryAddWithoutValidation(part.Name, part.Value);
            else if (part.Place == CredentialPlace.Authorization)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{part.Name}:{part.Value}")));
        }
        return request;
    }

    /// <summary>The line for a shell. It reads the credential with kubectl, so that it may be shown to who may not read Secrets.</summary>
    public string Curl() => Line($"http://{host}", "", entry =>
        $"$(kubectl get secret {secret.Metadata.Name} --namespace {secret.Metadata.Namespace} -o jsonpath='{{.data.{entry}}}' | base64 -d)");

    /// <summary>The line for a shell with the credential in it, to one gateway: for who made the credential.</summary>
    /// <param name="gateway">URL of the gateway, without a path.</param>
    public string CurlTo(string gateway) => Line(gateway, $"-H \"Host: {host}\" ", Entry);

    private string Line(string gateway, string hostHeader, Func<string, string> read)
    {
        var parts = Parts(read).ToList();
        var query = parts.Where(part => part.Place == CredentialPlace.Query).Select(part => $"{Uri.EscapeDataString(part.Name)}={part.Value}").ToList();
        var headers = parts.Where(part => part.Place == CredentialPlace.Header).Select(part => $"-H \"{part.Name}: {part.Value}\" ");
        var user = parts.Where(part => part.Place == CredentialPlace.Authorization).Select(part => $"-u \"{part.Name}:{part.Value}\" ");
        return $"curl -i {hostHeader}{string.Concat(headers.Concat(user))}\"{gateway}{Escape(WithQuery(query))}\"";
    }

    // Where each part of the credential goes. In Authorization a user key is the Basic user, an identifier and its key are user and password.
    private IEnumerable<(CredentialPlace Place, string Name, string Value)> Parts(Func<string, string> read)
    {
        if (authentication.UserKey is { } userKey)
        {
            yield return userKey.In[0] == CredentialPlace.Authorization
                ? (CredentialPlace.Authorization, read(UserKey), "")
                : (userKey.In[0], userKey.Name, read(UserKey));
        }
        else if (authentication.AppIdAndKey is { } pair)
        {
            if (pair.In[0] == CredentialPlace.Authorization)
            {
                yield return (CredentialPlace.Authorization, read(AppId), read(AppKey));
                yield break;
            }
            yield return (pair.In[0], pair.IdName, read(AppId));
            yield return (pair.In[0], pair.KeyName, read(AppKey));
        }
    }

    private string WithQuery(IReadOnlyCollection<string> query) =>
        query.Count == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{string.Join('&', query)}";

    // Within double quotes a shell minds these; what reads the credential is ours.
    private string Escape(string target) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal) + target[path.Length..];

    private string Entry(string name) => SecretEntries.Text(secret, name) ?? "";
}
