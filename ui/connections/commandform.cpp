// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/commandform.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

base::Error wrong(const QString &message)
{
    return { .kind = base::ErrorKind::Usage, .code = base::code::usage, .message = message };
}

} // namespace

base::Result<QStringList> splitCommand(const QString &line)
{
    QStringList words;
    QString word;
    QChar quote;
    bool inWord = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (quote.isNull() && c.isSpace()) {
            if (inWord)
                words += std::exchange(word, {});
            inWord = false;
            continue;
        }
        inWord = true;
        const bool escapes = c == u'\\' && quote != u'\'' && i + 1 < line.size()
            && (line[i + 1] == u'"' || line[i + 1] == u'\\' || (quote.isNull() && line[i + 1].isSpace()));
        if (escapes)
            word += line[++i];
        else if (quote.isNull() && (c == u'"' || c == u'\''))
            quote = c;
        else if (c == quote)
            quote = {};
        else
            word += c;
    }
    if (!quote.isNull())
        return base::fail(
            wrong(CommandForm::tr("A quotation mark (%1) is opened and never closed.").arg(quote)));
    if (inWord)
        words += word;
    if (words.isEmpty() || words.first().isEmpty())
        return base::fail(wrong(CommandForm::tr("No program is named.")));
    return words;
}

QString describeCommand(const mcp::ServerCommand &command)
{
    const QString found = QStandardPaths::findExecutable(command.program);
    QStringList lines{
        CommandForm::tr("program   %1").arg(base::cleaned(found.isEmpty() ? command.program : found, 500))
    };
    for (const QString &argument : command.arguments)
        lines += CommandForm::tr("argument  %1").arg(base::cleaned(argument, 500));
    lines += CommandForm::tr("folder    %1")
                 .arg(command.workingDirectory.isEmpty() ? base::cleaned(QDir::currentPath(), 500)
                                                         : base::cleaned(command.workingDirectory, 500));
    return lines.join(u'\n');
}

CommandForm::CommandForm()
    : m_line(new QLineEdit)
    , m_directory(new QLineEdit)
    , m_preview(new QPlainTextEdit)
    , m_problem(new Label({}, TextRole::Body, Tone::Muted))
{
    setObjectName(u"commandForm"_s);
    m_line->setObjectName(u"commandLineEdit"_s);
    m_line->setAccessibleName(tr("Command line of the server"));
    m_line->setPlaceholderText(u"npx -y @modelcontextprotocol/server-everything"_s);
    m_line->setFont(fontFor(TextRole::Wire));
    m_directory->setObjectName(u"workingDirectoryLineEdit"_s);
    m_directory->setAccessibleName(tr("Folder it runs in"));
    m_directory->setPlaceholderText(tr("the folder this program was started in"));
    m_preview->setObjectName(u"commandPreviewEdit"_s);
    m_preview->setAccessibleName(tr("What will run"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setFont(fontFor(TextRole::Wire));
    m_preview->setFixedHeight(m_preview->fontMetrics().lineSpacing() * 6 + 12);
    m_problem->setObjectName(u"commandProblemLabel"_s);
    m_problem->setWrapping(true);
    QPushButton *browse = button(tr("Choose…"), u"chooseDirectoryButton"_s);

    auto *caption = new Label(tr("Command line"));
    caption->setBuddy(m_line);
    auto *folder = new Label(tr("Folder it runs in"));
    folder->setBuddy(m_directory);
    auto *folderRow = row(nullptr, 0, 8);
    folderRow->addWidget(m_directory, 1);
    folderRow->addWidget(browse);
    auto *all = column(this, 0, 8);
    all->addWidget(caption);
    all->addWidget(m_line);
    all->addWidget(folder);
    all->addLayout(folderRow);
    all->addWidget(
        new Label(tr("Exactly this will run, as you, without a shell"), TextRole::Caption, Tone::Muted));
    all->addWidget(m_preview);
    all->addWidget(m_problem);
    connect(m_line, &QLineEdit::textChanged, this, &CommandForm::showPreview);
    connect(m_directory, &QLineEdit::textChanged, this, &CommandForm::showPreview);
    connect(m_line, &QLineEdit::returnPressed, this, &CommandForm::submitted);
    connect(browse, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Folder it runs in"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, m_directory, &QLineEdit::setText);
        dialog->open();
    });
    showPreview();
}

void CommandForm::clearCommand()
{
    m_line->clear();
    m_directory->clear();
}

void CommandForm::focusLine()
{
    m_line->setFocus();
}

base::Result<mcp::ServerCommand> CommandForm::command() const
{
    const auto words = splitCommand(m_line->text());
    if (!words)
        return base::fail(words.error());
    const QString folder = m_directory->text().trimmed();
    if (!folder.isEmpty() && !QDir(folder).exists())
        return base::fail(wrong(tr("The folder %1 does not exist.").arg(base::cleaned(folder, 300))));
    if (QStandardPaths::findExecutable(words->first()).isEmpty())
        return base::fail(
            wrong(tr("No program %1 was found that can be run.").arg(base::cleaned(words->first(), 300))));
    mcp::ServerCommand command;
    command.program = words->first();
    command.arguments = words->sliced(1);
    command.workingDirectory = folder;
    return command;
}

void CommandForm::showPreview()
{
    const auto found = command();
    m_preview->setPlainText(found ? describeCommand(*found) : QString());
    const bool empty = m_line->text().trimmed().isEmpty();
    m_problem->setTone(empty ? Tone::Muted : Tone::Bad);
    m_problem->setText(found ? QString()
            : empty ? tr("Nothing runs while you type. You are asked before it runs for the first time.")
                    : u"✗ "_s + found.error().message);
    m_problem->setVisible(!found);
    Q_EMIT edited();
}

} // namespace authscope::ui
