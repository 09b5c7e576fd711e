using System.Buffers;
using System.Security.Cryptography;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Simulator.MediaServers;

/// <summary>An upload under way: bytes go to its file, and are hashed on the way.</summary>
internal sealed class Partial : IDisposable
{
    private const int Piece = 64 << 10;

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SafeFileHandle _file;

    /// <summary>Opens its file, or makes it. What is there already is read once, for the digest.</summary>
    public Partial(string id, byte[] token, string path)
    {
        (Id, Token) = (id, token);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var there = RandomAccess.GetLength(_file);
        var piece = there == 0 ? [] : new byte[Piece];
        while (Length < there)
        {
            var read = RandomAccess.Read(_file, piece, Length);
            _digest.AppendData(piece, 0, read);
            Length += read;
        }
    }

    public string Id { get; }

    public byte[] Token { get; }

    /// <summary>The bytes that are there.</summary>
    public long Length { get; private set; }

    /// <exception cref="RefusedException">The disk does not take them.</exception>
    public void Write(ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            try
            {
                RandomAccess.Write(_file, piece.Span, Length);
            }
            catch (IOException full)
            {
                throw new RefusedException(
                    StatusCodes.Status507InsufficientStorage, $"The simulator's disk does not take the bytes: {full.Message}");
            }

            _digest.AppendData(piece.Span);
            Length += piece.Length;
        }
    }

    /// <summary>Whether the bytes are those that were announced. Asked once, at the end.</summary>
    public bool HasItsDigest() => _digest.GetHashAndReset().AsSpan().SequenceEqual(Token);

    public void Dispose()
    {
        _file.Dispose();
        _digest.Dispose();
    }
}
