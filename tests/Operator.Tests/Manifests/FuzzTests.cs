using System.Diagnostics;
using System.Globalization;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Random damage to good files. HEADGATE_SEED repeats a run.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int Cases = 2_000;

    private static readonly byte[][] Seeds =
        [.. Directory.GetFiles(Repository.PathOf("samples/echo")).Concat(Directory.GetFiles(Repository.PathOf("tests/Operator.Tests/Manifests/bad"))).Order().Select(File.ReadAllBytes)];

    private static readonly byte[] Tricky = [.. "{}[]:,-?&*!|>'\"%@`#\t\n\r ~<0\\"u8, 0x00, 0x80, 0xc3, 0xff, 0xef];

    [Fact]
    public void Damaged_files_give_problems_and_never_an_exception()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HEADGATE_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"HEADGATE_SEED={seed}");
        var random = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            var content = Damage(Seeds[random.Next(Seeds.Length)], random);
            var watch = Stopwatch.StartNew();
            try
            {
                var result = Loaded.Bytes(("fuzz.yaml", content));
                Assert.All(result.Problems, problem => Assert.InRange(problem.Line, 0, 1 + content.Count(b => b is (byte)'\n' or (byte)'\r')));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"HEADGATE_SEED={seed}, case {i}: {Convert.ToBase64String(content)}", exception);
            }
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"HEADGATE_SEED={seed}, case {i} took {watch.Elapsed}");
        }
    }

    private static byte[] Damage(byte[] seed, Random random)
    {
        var content = seed.ToList();
        for (var n = random.Next(1, 6); n > 0 && content.Count > 0; n--)
        {
            var at = random.Next(content.Count);
            var length = random.Next(1, Math.Min(40, content.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0: content[at] = (byte)random.Next(256); break;
                case 1: content[at] = Tricky[random.Next(Tricky.Length)]; break;
                case 2: content.Insert(at, Tricky[random.Next(Tricky.Length)]); break;
                case 3: content.RemoveRange(at, length); break;
                default: content.InsertRange(random.Next(content.Count), content.GetRange(at, length)); break;
            }
        }
        return [.. content];
    }
}
