// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QStringList>

namespace authscope::cli {

/// A tool's arguments from what was typed: `key=text`, `key:=json`, and the object of --args underneath.
/// Whichever of "=" and ":=" comes first divides, so "note=a:=b" is a text. Errors are OA-312, kind Usage.
base::Result<json::Object> readArguments(const QStringList &pairs, const QByteArray &object);

} // namespace authscope::cli
