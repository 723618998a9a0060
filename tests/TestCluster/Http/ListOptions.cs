namespace Headgate.TestCluster.Http;

/// <summary>What parameters of a list or watch go together (k8s.io/apimachinery, pkg/apis/meta/internalversion/validation).</summary>
internal static class ListOptions
{
    private const string Field = "resourceVersionMatch";

    /// <exception cref="StatusException">They do not.</exception>
    public static void Check(ApiRequest request, bool isWatch)
    {
        var (match, version) = (request.Query[Field].ToString(), request.Query["resourceVersion"].ToString());
        if (match.Length == 0) return;
        var causes = new List<Cause>();
        if (isWatch) causes.Add(Cause.Forbidden(Field, "resourceVersionMatch is forbidden for watch"));
        if (version.Length == 0) causes.Add(Cause.Forbidden(Field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (request.Query["continue"].ToString().Length > 0)
            causes.Add(Cause.Forbidden(Field, "resourceVersionMatch is forbidden when continue is provided"));
        if (match is not ("Exact" or "NotOlderThan"))
            causes.Add(Cause.NotSupported(Field, GoText.Quote(match), ["Exact", "NotOlderThan", ""]));
        if (match == "Exact" && version == "0")
            causes.Add(Cause.Forbidden(Field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        if (causes.Count > 0) throw StatusException.Invalid("meta.k8s.io", "ListOptions", "", causes);
    }
}
