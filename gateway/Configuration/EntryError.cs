namespace Headgate.Configuration;

/// <summary>Something published that is not in force at a gateway.</summary>
/// <param name="Entry">The entry, or the directory.</param>
/// <param name="Product">The Product it belongs to; null for what concerns all.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record EntryError(string Entry, string? Product, string Message);
