using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>A request is wrong in itself: 400.</summary>
internal sealed class BadRequestException(string words) : RefusedException(StatusCodes.Status400BadRequest, words);
