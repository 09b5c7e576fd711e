using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNode.Backups;
using MediaNode.Cli.Doctor;
using MediaNode.Cli.Logins;
using MediaNode.Cli.Quarantines;
using MediaNode.Cli.Transfers;
using MediaNode.Cli.Volumes;

namespace MediaNode.Cli;

/// <summary>Every shape the verbs read or write, listed once.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NodeErrors))]
[JsonSerializable(typeof(RefusedDocument))]
[JsonSerializable(typeof(LoginBook))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(LoginDocument))]
[JsonSerializable(typeof(LogoutDocument))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(UsersDocument))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(MediaPage))]
[JsonSerializable(typeof(MediaListDocument))]
[JsonSerializable(typeof(PutDocument))]
[JsonSerializable(typeof(GetDocument))]
[JsonSerializable(typeof(RemoveDocument))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(ShownMedia))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(SweepPreview))]
[JsonSerializable(typeof(SweepReport))]
[JsonSerializable(typeof(ReconcileAnswer))]
[JsonSerializable(typeof(ReconcileReport))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(BackupReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(RestoreReport))]
[JsonSerializable(typeof(QuarantinedContent))]
[JsonSerializable(typeof(QuarantinePage))]
[JsonSerializable(typeof(QuarantineOrder))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>The document of a verb that was refused: the four keys are always there.</summary>
internal sealed record RefusedDocument(Refusal Error);
