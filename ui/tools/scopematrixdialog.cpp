// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/scopematrixdialog.h"

#include "ui/common/tables.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

ScopeMatrixDialog::ScopeMatrixDialog(QWidget *parent)
    : QDialog(parent)
    , m_table(new QTableView)
    , m_missing(new Label)
    , m_over(new Label({}, TextRole::Body, Tone::Muted))
    , m_get(primaryButton(tr("Get permission"), u"getPermissionButton"_s))
    , m_forget(button(tr("Forget what was learned"), u"forgetLearnedButton"_s))
{
    setObjectName(u"scopeMatrixDialog"_s);
    setWindowTitle(tr("Tools and scopes"));
    setModal(false);
    auto *explanation = new Label(
        tr("What tools declare, and what the server asked for when a call was refused. The server alone "
           "decides; this is what it has said so far."),
        TextRole::Body, Tone::Muted);
    explanation->setWrapping(true);
    m_missing->setObjectName(u"missingScopesLabel"_s);
    m_missing->setWrapping(true);
    m_over->setObjectName(u"overAskedLabel"_s);
    m_over->setWrapping(true);
    m_table->setObjectName(u"scopeMatrix"_s);
    m_table->setAccessibleName(tr("Tools and the scopes they need"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new TableDelegate(m_table));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setCornerButtonEnabled(false);
    const int character = m_table->fontMetrics().averageCharWidth();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setDefaultSectionSize(character * 24);
    m_table->horizontalHeader()->setFixedHeight(m_table->fontMetrics().lineSpacing() * 2 + 12);
    m_table->horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().lineSpacing() + 20);
    m_table->verticalHeader()->setFixedWidth(character * 30);
    m_table->verticalHeader()->setTextElideMode(Qt::ElideMiddle);

    QPushButton *csv = button(tr("Copy as CSV"), u"copyMatrixCsvButton"_s);
    QPushButton *markdown = button(tr("Copy as Markdown"), u"copyMatrixMarkdownButton"_s);
    QPushButton *close = button(tr("Close"), u"closeMatrixButton"_s);
    auto *missing = row(nullptr, 0, 12);
    missing->addWidget(m_missing, 1);
    missing->addWidget(m_get);
    auto *buttons = row(nullptr, 0, 8);
    for (QPushButton *each : { csv, markdown, m_forget })
        buttons->addWidget(each);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *all = column(this, 20, 12);
    all->addWidget(explanation);
    all->addLayout(missing);
    all->addWidget(m_table, 1);
    all->addWidget(m_over);
    all->addLayout(buttons);
    resize(900, 560);

    connect(csv, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(session::matrixCsv(m_model.matrix())); });
    connect(markdown, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(session::matrixMarkdown(m_model.matrix())); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_get, &QPushButton::clicked, this, [this] { Q_EMIT permissionRequested(wanted()); });
    connect(m_forget, &QPushButton::clicked, this, &ScopeMatrixDialog::forgetLearnedRequested);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
        &ScopeMatrixDialog::showWanted);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ScopeMatrixDialog::showWanted);
}

void ScopeMatrixDialog::setMatrix(const session::ScopeMatrix &matrix, bool canSignIn)
{
    m_canSignIn = canSignIn;
    m_model.setMatrix(matrix);
    const QList<QByteArray> over = matrix.overAsked();
    m_over->setForeignText(over.isEmpty()
            ? tr("Everything that is held is needed by a tool, or by the sign-in itself.")
            : tr("Held, and needed by no tool and no call so far: %1. A sign-in could ask for less.")
                  .arg(QString::fromUtf8(over.join(", "))),
        1000);
}

/// The chosen tool's, where it lacks some; else everything that is missing.
QList<QByteArray> ScopeMatrixDialog::wanted() const
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && !m_model.matrix().rows()[current.row()].missing.isEmpty())
        return m_model.matrix().rows()[current.row()].missing;
    return m_model.matrix().missing();
}

void ScopeMatrixDialog::showWanted()
{
    const QList<QByteArray> scopes = wanted();
    m_get->setVisible(!scopes.isEmpty());
    m_get->setEnabled(m_canSignIn);
    m_missing->setForeignText(scopes.isEmpty()
            ? tr("✓ Nothing is missing.")
            : tr("Needed, and not held: %1").arg(QString::fromUtf8(scopes.join(", "))),
        1000);
    m_missing->setTone(scopes.isEmpty() ? Tone::Good : Tone::Caution);
}

} // namespace authscope::ui
