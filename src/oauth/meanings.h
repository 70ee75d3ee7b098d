// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace authscope::oauth {

enum class MeaningOf { Claim, Scope, HeaderMember };

/// One sentence from resources/claims.json; empty when the name is not in it.
QString meaningOf(MeaningOf what, const QByteArray &name);

} // namespace authscope::oauth
