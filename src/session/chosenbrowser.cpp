// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/chosenbrowser.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "session/commandbrowser.h"

#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr auto settingName = "browser_command"_L1;

} // namespace

QString browserCommand(const store::Store &store)
{
    return QString::fromUtf8(store.setting(settingName).value_or(QByteArray()));
}

base::Result<void> setBrowserCommand(store::Store &store, const QString &command)
{
    const QString typed = command.trimmed();
    const QString program = QProcess::splitCommand(typed).value(0);
    if (!typed.isEmpty() && QStandardPaths::findExecutable(program).isEmpty())
        return base::fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::browserFailed,
            .message
            = u"There is no program “%1” that could be started. The browser of before stays chosen."_s.arg(
                base::cleaned(program)),
            .nextStep = u"Give the name of an installed program, or its whole path."_s });
    return store.setSetting(settingName, typed.toUtf8());
}

ChosenBrowser::ChosenBrowser(
    std::unique_ptr<oauth::BrowserLauncher> otherwise, std::function<QString()> command)
    : m_otherwise(std::move(otherwise)), m_command(std::move(command))
{
}

base::Result<void> ChosenBrowser::open(const QByteArray &url)
{
    const QString command = m_command();
    return command.isEmpty() ? m_otherwise->open(url) : CommandBrowser(command).open(url);
}

QString ChosenBrowser::displayName() const
{
    const QString program = QProcess::splitCommand(m_command()).value(0);
    return program.isEmpty() ? m_otherwise->displayName() : base::cleaned(program, 60);
}

} // namespace authscope::session
