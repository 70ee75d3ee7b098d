// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/importdialog.h"

#include "base/text.h"
#include "ui/common/text.h"
#include "ui/connections/commandform.h"

#include <QBoxLayout>
#include <QFile>
#include <QFileDialog>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qint64 maxFile = (1 << 20) + 1; // one byte more than is read: too large is then said

QString lineOf(const session::ListedServer &server)
{
    QStringList parts{ isolated(server.name) };
    if (!server.isUsable())
        parts += isolated(server.problem);
    else if (server.command.isSet())
        parts += ImportDialog::tr("runs %1").arg(isolated(base::cleaned(
            (QStringList(server.command.program) + server.command.arguments).join(u' ').toUtf8(), 200)));
    else
        parts += isolated(base::cleaned(server.url));
    if (!server.headers.isEmpty())
        parts += counted(
            server.headers.size(), ImportDialog::tr("1 header field"), ImportDialog::tr("%1 header fields"));
    if (!server.remark.isEmpty())
        parts += isolated(server.remark);
    return parts.join(u" · "_s);
}

} // namespace

ImportDialog::ImportDialog(QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit)
    , m_problem(new Label({}, TextRole::Body, Tone::Bad))
    , m_list(new QListWidget)
    , m_add(primaryButton(tr("Add"), u"addImportedButton"_s))
{
    setObjectName(u"importDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import servers"));
    setWindowModality(Qt::WindowModal);
    auto *caption = new Label(tr("Paste the “mcpServers” JSON of another client, or open its file."));
    caption->setBuddy(m_text);
    m_text->setObjectName(u"importTextEdit"_s);
    m_text->setAccessibleName(tr("JSON with servers"));
    m_text->setPlaceholderText(
        u"{ \"mcpServers\": { \"boards\": { \"url\": \"https://mcp.example.com/mcp\" } } }"_s);
    setStyleProperty(m_text, "wire", true);
    m_text->setFont(fontFor(TextRole::Wire));
    m_problem->setObjectName(u"importProblemLabel"_s);
    m_problem->setWrapping(true);
    m_list->setObjectName(u"importList"_s);
    m_list->setAccessibleName(tr("Servers found"));
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *note = new Label(
        tr("Adding sends nothing and runs nothing. Header values and variables go to the keychain."),
        TextRole::Caption, Tone::Muted);
    QPushButton *file = button(tr("Open a file…"), u"openImportFileButton"_s);
    QPushButton *cancel = button(tr("Cancel"), u"cancelImportButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(file);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto *all = column(this, 20, 8);
    all->addWidget(caption);
    all->addWidget(m_text, 2);
    all->addWidget(m_problem);
    all->addWidget(m_list, 3);
    all->addWidget(note);
    all->addLayout(buttons);
    resize(640, 480);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ImportDialog::read);
    connect(m_list, &QListWidget::itemChanged, this, &ImportDialog::count);
    connect(file, &QPushButton::clicked, this, &ImportDialog::openFile);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, [this] {
        const QList<session::ListedServer> servers = ticked();
        accept();
        Q_EMIT chosen(servers);
    });
    read();
}

void ImportDialog::setText(const QString &json)
{
    m_text->setPlainText(json);
}

void ImportDialog::read()
{
    m_servers.clear();
    QString problem;
    if (const QByteArray text = m_text->toPlainText().toUtf8(); !text.trimmed().isEmpty()) {
        if (const auto read = session::readServerList(text))
            m_servers = *read;
        else
            problem = read.error().message;
    }
    m_problem->setText(problem.isEmpty() ? QString() : u"✗ "_s + problem);
    m_problem->setVisible(!problem.isEmpty());
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const session::ListedServer &server : std::as_const(m_servers)) {
        auto *item = new QListWidgetItem(lineOf(server), m_list);
        item->setFlags(server.isUsable() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                                         : Qt::NoItemFlags);
        item->setCheckState(server.isUsable() && !server.command.isSet() ? Qt::Checked : Qt::Unchecked);
        if (server.command.isSet())
            item->setToolTip(plainToolTip(describeCommand(server.command)));
    }
    count();
}

void ImportDialog::openFile()
{
    auto *dialog
        = new QFileDialog(this, tr("Open a list of servers"), {}, tr("JSON (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly))
            return setText(QString::fromUtf8(file.read(maxFile)));
        m_problem->setText(tr("✗ %1 cannot be read: %2").arg(isolated(path), file.errorString()));
        m_problem->show();
    });
    dialog->open();
}

QList<session::ListedServer> ImportDialog::ticked() const
{
    QList<session::ListedServer> out;
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            out += m_servers.at(i);
    }
    return out;
}

void ImportDialog::count()
{
    const int chosen = int(ticked().size());
    m_add->setEnabled(chosen > 0);
    m_add->setText(chosen == 0 ? tr("Add") : counted(chosen, tr("Add 1 server"), tr("Add %1 servers")));
}

} // namespace authscope::ui
