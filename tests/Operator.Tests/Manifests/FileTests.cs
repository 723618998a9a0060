using System.Text;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Operator.Tests.Manifests;

public class FileTests
{
    private static string Account(string name, string organization = "Echo") =>
        $"apiVersion: headgate.dev/v1alpha1\nkind: Account\nmetadata:\n  name: {name}\nspec:\n  organization: {organization}\n";

    private static string[] Names(LoadResult result) => [.. result.Resources.Select(resource => resource.Metadata.Name)];

    [Fact]
    public void Files_are_read_recursively_in_ordinal_order_of_their_paths()
    {
        var result = Loaded.Files(("b.yml", Account("b")), ("Z.yaml", Account("z")), ("a/c.yaml", Account("c")), ("a.yaml", Account("a")), ("note.txt", "{"));

        Assert.Empty(result.Problems);
        Assert.Equal(["z", "a", "c", "b"], Names(result));
    }

    [Fact]
    public void Hidden_files_and_directories_are_skipped() =>
        Assert.Equal(["a"], Names(Loaded.Files((".hidden.yaml", "{"), (".git/x.yaml", "{"), ("a.yaml", Account("a")))));

    [Fact]
    public void Links_between_directories_do_not_loop_and_links_to_files_are_read()
    {
        var result = Loaded.Within(directory =>
        {
            // As in a mounted ConfigMap.
            Directory.CreateDirectory(Path.Combine(directory, "..data"));
            File.WriteAllText(Path.Combine(directory, "..data", "a.yaml"), Account("a"));
            File.CreateSymbolicLink(Path.Combine(directory, "a.yaml"), Path.Combine("..data", "a.yaml"));
            Directory.CreateSymbolicLink(Path.Combine(directory, "loop"), directory);
            File.CreateSymbolicLink(Path.Combine(directory, "broken.yaml"), "nowhere");
        });

        Assert.Equal(["a"], Names(result));
        Assert.StartsWith("broken.yaml: cannot be read: ", Assert.Single(result.Lines()));
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once()
    {
        var result = Loaded.Files(("one.yaml", Account("a", "1")), ("sub/two.yaml", "kind: {"), ("three.yaml", $"{Account("c")}---\n{Account("a")}"), ("four.yaml", "x: [\n"));

        Assert.Equal(
            [
                "four.yaml:1: not valid YAML: While parsing a node, did not find expected node content",
                "one.yaml:6: Account/a: spec.organization: expected a string, found the integer 1: put it in quotes",
                "sub/two.yaml:1: not valid YAML: While parsing a node, did not find expected node content",
                "three.yaml:8: Account/a: the same object stands at one.yaml:1",
            ],
            result.Lines());
        Assert.Equal(["c"], Names(result));
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_problem() =>
        Assert.StartsWith("nowhere: cannot be read: ", Assert.Single(ManifestLoader.Load("/tmp/headgate/nowhere").Lines()));

    [Theory]
    [InlineData("\ufeff")]
    [InlineData("")]
    [InlineData("# a comment\n\n---\n---\n# another\n---\n")]
    public void Text_that_says_nothing_is_nothing(string text) => Assert.Empty(Loaded.Text(text).Problems);

    [Fact]
    public void A_byte_order_mark_and_foreign_line_ends_are_fine()
    {
        var result = Loaded.Text("\ufeff" + (Account("a") + "---\n" + Account("b")).Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Empty(result.Lines());
        Assert.Equal(["a", "b"], Names(result));
    }

    [Fact]
    public void Lines_are_counted_right_with_foreign_line_ends() => Assert.Equal(
        ["test.yaml:13: Account/b: spec.organization: expected a string, found the integer 1: put it in quotes"],
        Loaded.Text((Account("a") + "---\n" + Account("b", "1")).Replace("\n", "\r\n", StringComparison.Ordinal)).Lines());

    [Fact]
    public void What_is_not_UTF8_is_refused_with_its_line() => Assert.Equal(
        ["test.yaml:2: not UTF-8: byte 0xff is out of place"],
        Loaded.Bytes(("test.yaml", [.. Encoding.UTF8.GetBytes("a: b\nc: "), 0xff, (byte)'\n'])).Lines());

    [Theory]
    [InlineData("a: b\n\0c: d\n", "test.yaml:2: the control character U+0000 is not allowed in YAML")]
    [InlineData("a: \u001b[31m\n", "test.yaml:1: the control character U+001B is not allowed in YAML")]
    public void Control_characters_are_refused(string text, string problem) => Assert.Equal([problem], Loaded.Text(text).Lines());

    [Fact]
    public void A_file_beyond_4_MiB_is_refused()
    {
        Assert.Empty(Loaded.Text("#" + new string('x', (4 * 1024 * 1024) - 1)).Problems);
        Assert.Equal(["test.yaml: larger than 4 MiB: split it"], Loaded.Text("#" + new string('x', 4 * 1024 * 1024)).Lines());
    }

    [Fact]
    public void Json_is_read_with_lines_tabs_and_escapes()
    {
        var json = "{\n\t\"apiVersion\": \"headgate.dev/v1alpha1\", \"kind\":\"Account\",\n\t\"metadata\": {\"name\":\"a\"},\n\t\"spec\": {\"organization\":\"\\u00e9\\ud83d\\ude00\\/\\n\"}\n}\n";

        var result = Loaded.Text(json, "a.json");
        Assert.Empty(result.Lines());
        Assert.Equal("é😀/\n", Assert.IsType<Account>(Assert.Single(result.Resources)).Spec.Organization);
        Assert.Equal(
            ["a.json:4: Account/a: spec.organisation: unknown field, did you mean organization?", "a.json:4: Account/a: spec.organization: missing, but required"],
            Loaded.Text(json.Replace("organization", "organisation", StringComparison.Ordinal), "a.json").Lines());
    }

    [Fact]
    public void Lists_are_flattened_and_namespaces_filled_in()
    {
        var result = Loaded.Text("""
            apiVersion: v1
            kind: List
            metadata: {resourceVersion: ""}
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: odd}, spec: {finalizers: [kubernetes]}, status: {phase: Active}}
            - {apiVersion: v1, kind: Secret, metadata: {name: b}}
            - apiVersion: v1
              kind: List
              items: [{apiVersion: v1, kind: Secret, metadata: {name: c, namespace: d}}]
            """);

        Assert.Empty(result.Lines());
        Assert.Equal(["/a", "default/b", "d/c"], result.Resources.Select(resource => resource.FullName));
    }

    [Fact]
    public void What_a_cluster_adds_to_an_object_is_accepted()
    {
        var result = Loaded.Text("""
            apiVersion: headgate.dev/v1alpha1
            kind: Account
            metadata:
              name: a
              generateName: a-
              selfLink: /x
              uid: 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed
              resourceVersion: "17"
              generation: 3
              creationTimestamp: 2026-01-31T12:00:00Z
              deletionTimestamp: null
              deletionGracePeriodSeconds: 0
              finalizers: [x/y]
              ownerReferences: [{kind: Any, thing: [1]}]
              managedFields: [{f:spec: {}}]
              labels: {date: "2024-01-01"}
              annotations: {headgate.dev/expires.user_key: 2027-01-01T00:00:00Z}
            spec: {organization: Echo, contacts: null}
            status: {conditions: 5, anything: [goes]}
            """);

        Assert.Empty(result.Lines());
        var account = Assert.IsType<Account>(Assert.Single(result.Resources));
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture), account.Metadata.CreationTimestamp);
        Assert.Empty(account.Spec.Contacts);
        Assert.Null(account.Status);
    }
}
