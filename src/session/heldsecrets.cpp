// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/heldsecrets.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

void HeldSecrets::add(
    base::SecretKind kind, const base::Secret &value, const QString &what, const QString &of)
{
    if (value.isEmpty())
        return;
    const QString mark = m_redactor.learn(kind, value.reveal());
    if (!mark.isEmpty())
        m_held.append({ mark.toUtf8(), u"the %1 of “%2”"_s.arg(what, base::cleaned(of, 80)) });
}

std::optional<base::Error> HeldSecrets::among(
    const json::Object &arguments, const QString &tool, const QByteArray &server) const
{
    for (const auto &member : arguments) {
        const QByteArray text = json::compact(json::Object{ { member.key(), member.value() } });
        const QByteArray marked = m_redactor.redactValues(text);
        for (const auto &[mark, words] : m_held) {
            if (!marked.contains(mark) || text.contains(mark))
                continue;
            return base::Error{ .kind = base::ErrorKind::Refused,
                .code = base::code::secretInArguments,
                .message = u"The argument “%1” of “%2” would send %3 to %4. Whoever has it can act in your "
                           "name. Nothing was called."_s.arg(base::cleaned(json::bytes(member.key()), 80),
                               base::cleaned(tool, 80), words, base::cleaned(server)),
                .nextStep = u"Leave it out: a server gets its own token with every request."_s,
                .rule = u"RFC 9700 §4.9"_s };
        }
    }
    return std::nullopt;
}

} // namespace authscope::session
