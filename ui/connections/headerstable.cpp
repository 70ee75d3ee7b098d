// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/headerstable.h"

#include "base/text.h"

#include <QBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

HeadersTable::HeadersTable()
{
    setObjectName(u"headersTable"_s);
    auto *all = column(this, 0, 4);
    m_rows = column(nullptr, 0, 4);
    all->addLayout(m_rows);
    QPushButton *add = button(tr("Add a header field"), u"addHeaderButton"_s);
    all->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, [this] {
        addLine();
        m_lines.last().name->setFocus();
    });
}

void HeadersTable::addLine(const QByteArray &name)
{
    auto *holder = new QWidget;
    auto *line = row(holder, 0, 8);
    auto *nameEdit = new QLineEdit(QString::fromUtf8(name));
    const QString number = QString::number(m_lines.size() + 1);
    nameEdit->setObjectName(u"headerName"_s + number);
    nameEdit->setAccessibleName(tr("Name of header field %1").arg(number));
    nameEdit->setPlaceholderText(u"X-Api-Key"_s);
    auto *valueEdit = new QLineEdit;
    valueEdit->setObjectName(u"headerValue"_s + number);
    valueEdit->setAccessibleName(tr("Value of header field %1").arg(number));
    valueEdit->setPlaceholderText(tr("value, kept in the keychain"));
    valueEdit->setEchoMode(QLineEdit::Password);
    QPushButton *remove
        = iconButton(u"close"_s, tr("Remove header field %1").arg(number), u"removeHeader"_s + number);
    line->addWidget(nameEdit, 2);
    line->addWidget(valueEdit, 3);
    line->addWidget(remove);
    m_rows->addWidget(holder);
    holder->show(); // now, so that it can take the focus
    m_lines += { holder, nameEdit, valueEdit };
    connect(remove, &QPushButton::clicked, this, [this, holder] {
        m_lines.removeIf([holder](const Line &gone) { return gone.holder == holder; });
        holder->hide();
        holder->deleteLater();
    });
}

void HeadersTable::setNames(const QList<QByteArray> &names)
{
    clearHeaders();
    for (const QByteArray &name : names)
        addLine(name);
}

void HeadersTable::clearHeaders()
{
    for (const Line &line : std::as_const(m_lines)) {
        line.value->clear();
        line.holder->hide();
        line.holder->deleteLater();
    }
    m_lines.clear();
}

HeadersTable::Headers HeadersTable::headers() const
{
    Headers headers;
    for (const Line &line : m_lines) {
        const QByteArray name = line.name->text().trimmed().toUtf8();
        if (!name.isEmpty())
            headers += { name, base::Secret(line.value->text().toUtf8()) };
    }
    return headers;
}

QString HeadersTable::problem() const
{
    for (const Line &line : m_lines) {
        const QString name = line.name->text().trimmed();
        const QString value = line.value->text();
        if (name.isEmpty() && value.isEmpty())
            continue;
        if (name.isEmpty())
            return tr("A header field has a value and no name.");
        if (value.isEmpty())
            return tr("The header field %1 has no value.").arg(base::cleaned(name, 80));
        if (!base::isHeaderSafe(value.toUtf8()))
            return tr("The value of %1 has characters that may not stand in a header.")
                .arg(base::cleaned(name, 80));
    }
    return {};
}

} // namespace authscope::ui
