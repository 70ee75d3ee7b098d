// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/secretfield.h"

#include "base/text.h"

#include <QBoxLayout>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qint64 largestFile = 64 << 10;

} // namespace

SecretField::SecretField(const QString &name, const QString &words, const QString &placeholder, From from)
    : m_name(name), m_words(words), m_edit(new QLineEdit)
{
    m_edit->setObjectName(name + u"LineEdit"_s);
    m_edit->setAccessibleName(words);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setReadOnly(from == From::FileAlone);
    m_edit->setEchoMode(QLineEdit::Password);
    QPushButton *choose = button(tr("From a file…"), name + u"FileButton"_s);
    choose->setAccessibleName(tr("%1 from a file").arg(words));
    auto *line = row(this, 0, 8);
    line->addWidget(m_edit, 1);
    line->addWidget(choose);
    setFocusProxy(from == From::FileAlone ? static_cast<QWidget *>(choose) : m_edit);
    connect(choose, &QPushButton::clicked, this, &SecretField::chooseFile);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        m_problem.clear();
        if (!m_fromFile.isEmpty())
            clear(); // what stands there is the file's name, and not to be mixed with what is typed
        Q_EMIT changed();
    });
}

void SecretField::chooseFile()
{
    auto *dialog = new QFileDialog(this, m_words);
    dialog->setObjectName(m_name + u"FileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SecretField::takeFile);
    dialog->open();
}

void SecretField::takeFile(const QString &path)
{
    clear();
    QFile file(path);
    const QString name = base::cleaned(QFileInfo(path).fileName(), 80);
    if (!file.open(QIODevice::ReadOnly)) {
        m_problem = tr("%1 cannot be read: %2.").arg(name, file.errorString());
    } else {
        const QByteArray bytes = file.read(largestFile + 1);
        if (bytes.size() > largestFile)
            m_problem = tr("%1 is larger than %2 bytes.").arg(name).arg(largestFile);
        else if (bytes.trimmed().isEmpty())
            m_problem = tr("There is nothing in %1.").arg(name);
        else
            m_fromFile = base::Secret(bytes.trimmed());
    }
    if (m_problem.isEmpty()) {
        m_edit->setEchoMode(QLineEdit::Normal);
        m_edit->setText(tr("from %1").arg(name));
    }
    Q_EMIT changed();
}

base::Secret SecretField::value() const
{
    return m_fromFile.isEmpty() ? base::Secret(m_edit->text().trimmed().toUtf8()) : m_fromFile;
}

void SecretField::clear()
{
    m_problem.clear();
    m_fromFile = {};
    m_edit->clear();
    m_edit->setEchoMode(QLineEdit::Password);
}

} // namespace authscope::ui
