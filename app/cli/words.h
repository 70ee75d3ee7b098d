// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace authscope::cli {

/// "y", "yes" or "n", "no", in any case.
std::optional<bool> readYesNo(const QString &line);

} // namespace authscope::cli
