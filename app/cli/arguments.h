// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QStringList>

#include <string>
#include <vector>

namespace authscope::cli {

/// A tool's arguments from what was typed: `key=text`, `key:=json`, and the object of --args underneath.
/// Whichever of "=" and ":=" comes first divides, so "note=a:=b" is a text. Errors are OA-312, kind Usage.
base::Result<json::Object> readArguments(const QStringList &pairs, const QByteArray &object);

/// As readArguments(), for what takes texts only: "key=text", and ":=" means nothing special.
base::Result<json::Object> readTexts(const std::vector<std::string> &pairs);

} // namespace authscope::cli
