using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Headgate.Compiler.Versions;

namespace Headgate.Operator.Versions;

/// <summary>How a test call was answered.</summary>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Text">How the answer begins; why there was none.</param>
internal sealed record TestAnswer(int? Status, long Milliseconds, string Text)
{
    /// <summary>Whether it is what a version has to answer: any 2xx.</summary>
    public bool Passed => Status is >= 200 and < 300;

    /// <summary>Whether another sort of failure was told before: times differ always.</summary>
    public bool IsOtherThan(string told) => !told.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>What is kept of an answer.</summary>
    /// <param name="path">The path that was called.</param>
    /// <param name="at">When.</param>
    /// <exception cref="InvalidOperationException">There was no answer.</exception>
    public TestResult ResultOf(string path, DateTimeOffset at) =>
        new() { Path = path, At = at, Status = Status!.Value, Milliseconds = Milliseconds, Answer = Text };

    /// <summary>An answer in words.</summary>
    public static string Words(int status, long milliseconds, string answer) => string.Create(
        CultureInfo.InvariantCulture, $"{status} in {milliseconds} ms{(answer.Length == 0 ? ", without a body" : $": {answer}")}");

    /// <inheritdoc/>
    public override string ToString() => Status is { } status ? Words(status, Milliseconds, Text) : $"{Beginning}{Text}";

    private string Beginning => Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"{status} in ") : "no answer: ";
}

/// <summary>Makes test calls.</summary>
internal sealed class TestClient(TimeProvider time) : IDisposable
{
    private const int MostBytes = 2048;
    private const int MostCharacters = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });

    /// <summary>Makes a call to one gateway.</summary>
    public async Task<TestAnswer> CallAsync(TestCall call, string address, int port, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var began = time.GetTimestamp();
        try
        {
            using var request = call.RequestTo(address, port);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var text = await BeginningAsync(response.Content, either.Token);
            return new TestAnswer((int)response.StatusCode, Elapsed(), Show(text, call.Secrets));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new TestAnswer(null, Elapsed(), exception is OperationCanceledException ? $"nothing within {Patience.TotalSeconds:0} s" : exception.Message);
        }

        long Elapsed() => (long)time.GetElapsedTime(began).TotalMilliseconds;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> BeginningAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostBytes];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, read);
    }

    // A backend may send back what it was sent, the credential included.
    private static string Show(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        var line = string.Join(' ', new string([.. text.Select(character => char.IsControl(character) || character == '\ufffd' ? ' ' : character)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MostCharacters ? line : line[..MostCharacters] + "…";
    }
}
