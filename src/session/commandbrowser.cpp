// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/commandbrowser.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"

#include <QProcess>

using namespace Qt::StringLiterals;

namespace authscope::session {

CommandBrowser::CommandBrowser(const QString &command)
    : CommandBrowser(QProcess::splitCommand(command), u"the browser command"_s)
{
}

CommandBrowser::CommandBrowser(QStringList programAndArguments, QString displayName)
    : m_words(std::move(programAndArguments)), m_displayName(std::move(displayName))
{
}

base::Result<void> CommandBrowser::open(const QByteArray &url)
{
    const auto guarded = base::guardUrl(url, u"The address for the browser"_s);
    if (!guarded)
        return base::fail(guarded.error());
    QProcess process;
    if (!m_words.isEmpty()) {
        process.setProgram(m_words.first());
        process.setArguments(
            m_words.mid(1) << QString::fromLatin1(guarded->url.toEncoded(QUrl::FullyEncoded)));
        // What a browser prints is not part of our output.
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        if (process.startDetached())
            return {};
    }
    const QString program = m_words.isEmpty() ? QString() : m_words.first();
    return base::fail({ .kind = base::ErrorKind::Usage,
        .code = base::code::browserFailed,
        .message = u"No browser was opened: “%1” cannot be started."_s.arg(base::cleaned(program)),
        .nextStep = u"Open the address yourself, or name another program."_s });
}

} // namespace authscope::session
