// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/savecalldialog.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace authscope::ui {

SaveCallDialog::SaveCallDialog(const replay::Flow &flow, const replay::Ending &ending, QWidget *parent)
    : QDialog(parent)
    , m_flow(flow)
    , m_offers(replay::offersFor(ending))
    , m_name(new QLineEdit(flow.name))
    , m_list(new QListWidget)
    , m_preview(new QPlainTextEdit)
    , m_problem(new Label({}, TextRole::Body, Tone::Bad))
{
    setObjectName(u"saveCallDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Save call"));
    m_flow.steps.first().expect.outcome = replay::outcomeOf(ending);
    m_name->setObjectName(u"savedCallNameLineEdit"_s);
    m_name->setAccessibleName(tr("Name of the saved call"));
    m_name->setMaxLength(200);
    m_list->setObjectName(u"expectationsList"_s);
    m_list->setAccessibleName(tr("What is expected of the answer"));
    for (const replay::Offer &offer : std::as_const(m_offers)) {
        auto *item = new QListWidgetItem(isolated(base::cleaned(offer.words, 160)), m_list);
        item->setToolTip(plainToolTip(base::cleaned(offer.words, 1000)));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(offer.isSuggested ? Qt::Checked : Qt::Unchecked);
    }
    m_preview->setObjectName(u"savedCallPreview"_s);
    m_preview->setAccessibleName(tr("The file"));
    m_preview->setReadOnly(true);
    m_preview->setFont(fontFor(TextRole::Wire));
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_problem->setObjectName(u"saveCallProblemLabel"_s);
    m_problem->setWrapping(true);
    m_problem->hide();

    auto *words
        = new Label(tr("A file for Git: “authscope-cli replay FILE” makes the call again and checks what is "
                       "ticked. Secrets are not in it."),
            TextRole::Body, Tone::Muted);
    words->setWrapping(true);
    auto *left = column(nullptr, 0, 8);
    left->addWidget(new Label(tr("Name")));
    left->addWidget(m_name);
    left->addWidget(new Label(tr("Expect again")));
    left->addWidget(m_list, 1);
    auto *right = column(nullptr, 0, 8);
    right->addWidget(new Label(tr("The file")));
    right->addWidget(m_preview, 1);
    auto *middle = row(nullptr, 0, 16);
    middle->addLayout(left, 2);
    middle->addLayout(right, 3);
    QPushButton *cancel = button(tr("Cancel"), u"cancelSaveCallButton"_s);
    QPushButton *save = primaryButton(tr("Save as …"), u"saveCallFileButton"_s);
    save->setDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_problem, 1);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto *all = column(this, 20, 12);
    all->addWidget(new Label(windowTitle(), TextRole::Title));
    all->addWidget(words);
    all->addLayout(middle, 1);
    all->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &SaveCallDialog::chooseFile);
    connect(m_name, &QLineEdit::textChanged, this, &SaveCallDialog::showPreview);
    connect(m_list, &QListWidget::itemChanged, this, &SaveCallDialog::showPreview);
    showPreview();
    resize(960, 560);
}

replay::Flow SaveCallDialog::flow() const
{
    replay::Flow flow = m_flow;
    flow.name = m_name->text().trimmed();
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            m_offers.at(i).take(flow.steps.first().expect);
    }
    return flow;
}

void SaveCallDialog::showPreview()
{
    m_preview->setPlainText(base::cleanedBlock(QString::fromUtf8(replay::writeFlow(flow()))));
}

void SaveCallDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save call"), {}, tr("Saved calls (*.call.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(replay::fileNameFor(m_flow.steps.first().tool));
    connect(dialog, &QFileDialog::fileSelected, this, &SaveCallDialog::save);
    dialog->open();
}

void SaveCallDialog::save(const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(replay::writeFlow(flow())) >= 0 && file.commit())
        return accept();
    m_problem->setText(tr("✗ %1 was not written: %2. What was there before is still there.")
                           .arg(isolated(base::cleaned(path)), file.errorString()));
    m_problem->show();
}

} // namespace authscope::ui
