using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>Takes messages from a node: each id once, in their order.</summary>
internal sealed class Intake(SimulatorStore store, Bells bells, TimeProvider clock)
{
    /// <summary>Takes a batch, all of it or, when something fails, nothing.</summary>
    /// <param name="number">The business that sends.</param>
    /// <param name="messages">In their order.</param>
    /// <param name="reject">The code with which those that are new are to be rejected; null for none.</param>
    /// <returns>What became of each.</returns>
    public IReadOnlyList<Taken> Take(string number, IReadOnlyList<SentMessage> messages, int? reject)
    {
        var taken = store.Do(connection =>
        {
            using var batch = new Batch(connection, number, clock.Milliseconds());
            return messages.Select(message => batch.Take(message, reject)).ToList();
        });
        bells.Receipts.Ring();
        bells.Downloads.Ring();
        return taken;
    }

    /// <summary>The statements of one batch, each prepared once.</summary>
    private sealed class Batch : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly string _number;
        private readonly long _now;
        private readonly SqliteCommand _find;
        private readonly SqliteCommand _insert;
        private readonly Dictionary<string, Phone> _phones = [];

        public Batch(SqliteConnection connection, string number, long now)
        {
            (_connection, _number, _now) = (connection, number, now);
            _find = connection.CreateCommand();
            _find.CommandText = "SELECT at, error FROM message WHERE number = $number AND id = $id";
            Declare(_find, "$number", "$id");
            _insert = connection.CreateCommand();
            _insert.CommandText =
                """
                INSERT INTO message (number, wa_id, id, incoming, type, at, status, content, preview_url, error, media, kind, url, direct_path, state, due)
                VALUES ($number, $wa_id, $id, 1, $type, $at, $status, $content, $preview_url, $error, $media, $kind, $url, $direct_path, $state, $due)
                RETURNING seq
                """;
            Declare(
                _insert, "$number", "$id", "$wa_id", "$type", "$at", "$status", "$content", "$preview_url", "$error", "$media", "$kind", "$url",
                "$direct_path", "$state", "$due");
        }

        public Taken Take(SentMessage message, int? reject)
        {
            if (Find(message.Id) is { } known)
            {
                return known;
            }

            var error = message.To is null ? Rejection.ToJson(Rejection.InvalidUser, "`to` is no phone number.")
                : reject is { } code ? Rejection.ToJson(code, "A fault of the simulator.")
                : null;
            if (error is not null)
            {
                Insert(message, "", "rejected", error, null);
                return new Taken(message.Id, _now, error);
            }

            var phone = PhoneOf(message.To!);
            if (!phone.Online)
            {
                Insert(message, phone.WaId, Delivery.Held, null, null);
                return new Taken(message.Id, _now, null);
            }

            var arrival = new Arrival { Number = _number, Id = message.Id, HasMedia = message.Media is not null };
            var seq = Insert(message, phone.WaId, Delivery.Received, null, Delivery.DueOf(phone, arrival, _now));
            Delivery.Announce(_connection, phone, arrival with { Seq = seq }, _now);
            return new Taken(message.Id, _now, null);
        }

        public void Dispose()
        {
            _find.Dispose();
            _insert.Dispose();
        }

        private static void Declare(SqliteCommand command, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
        }

        private Taken? Find(string id)
        {
            _find.Parameters["$number"].Value = _number;
            _find.Parameters["$id"].Value = id;
            using var row = _find.ExecuteReader();
            return row.Read() ? new Taken(id, row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)) : null;
        }

        private long Insert(SentMessage message, string waId, string status, byte[]? error, long? due)
        {
            var media = message.Media;
            object?[] values =
            [
                _number, message.Id, waId, message.Type, _now, status, message.Content, message.PreviewUrl, error, media?.Json, media?.Kind, media?.Url,
                media?.DirectPath, media is null ? null : "waiting", due,
            ];
            for (var i = 0; i < values.Length; i++)
            {
                _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            }

            return (long)_insert.ExecuteScalar()!;
        }

        private Phone PhoneOf(string waId)
        {
            if (!_phones.TryGetValue(waId, out var phone))
            {
                _phones[waId] = phone = PhoneBook.Get(_connection, waId);
            }

            return phone;
        }
    }
}

/// <summary>What became of a message.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was first handed over.</param>
/// <param name="Error">Why it was rejected, in JSON; null when it was accepted.</param>
internal sealed record Taken(string Id, long At, byte[]? Error);
