// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/refreshend.h"

#include "oauth/humantime.h"
#include "oauth/providererrors.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

void explainRefreshEnd(base::Error &error, const ServerError &said, std::optional<base::Time> unanswered)
{
    if (unanswered)
        error.message += u" It was sent from here at %1 and the answer was lost: most likely the provider "
                         "replaced it then, and the new one never arrived."_s.arg(localTime(*unanswered));
    else if (grantTrouble(said) == GrantTrouble::Used)
        error.message += u" No answer was lost here: look at the sessions of your account at the provider."_s;
    error.message += u" The tokens of this sign-in were removed here."_s;
}

} // namespace authscope::oauth
