// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/words.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

std::optional<bool> readYesNo(const QString &line)
{
    const QString word = line.trimmed().toLower();
    if (word == "y"_L1 || word == "yes"_L1)
        return true;
    if (word == "n"_L1 || word == "no"_L1)
        return false;
    return {};
}

} // namespace authscope::cli
