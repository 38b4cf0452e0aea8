/** The words of the teacher's page, in both languages; {} is a number or a name. */

import { speaker } from "./words.js";

/** What the buttons say. */
export const name = speaker({
  play: ["Play", "播放"],
  ask: ["Ask", "提问"],
  again: ["Ask again", "再问一次"],
  close: ["Close", "关闭"],
  reveal: ["Reveal", "揭晓"],
  run: ["Run", "运行"],
  "look-up": ["Look up", "请抬头"],
  follow: ["Let phones follow", "让手机跟随"],
  follows: ["Phones follow", "手机正在跟随"],
  back: ["Back", "上一步"],
  next: ["Next", "下一步"],
  door: ["Shut the door", "关门"],
  open: ["Open the door", "开门"],
  end: ["End", "结束"],
});

/** What they mean for the class. */
export const meaning = speaker({
  play: ["The film runs on the stage, up to the question; after Reveal, what came.", "投影上播放短片，到问题为止；揭晓之后播放实际结果。"],
  ask: ["Phones get the question and vote: first alone, the second time after talking.", "手机收到问题并投票：第一次独立，第二次在讨论之后。"],
  close: ["The round ends; the stage shows every vote as a dot.", "这一轮结束；投影上每一票是一个点。"],
  reveal: ["Everybody sees what came. Before this the server has not said it to anybody.", "所有人看到实际结果。在此之前服务器没有告诉过任何人。"],
  run: ["What the phones picked trains, once for each value; everybody watches their own dot.", "训练手机选出的设置，每个值一次；每人看着自己的点。"],
  "look-up": ["All phones go dark until you press again.", "所有手机变暗，直到再按一次。"],
  follow: ["Phones show what the stage shows, films and runs, or no longer.", "手机显示投影上的短片和运行，或不再显示。"],
  back: ["To the step before.", "回到上一步。"],
  next: ["To the next step.", "到下一步。"],
  door: ["Nobody else can join.", "不再让别人加入。"],
  end: ["Phones say that the lesson is over; votes stay for reading, and the lesson opens again with them.", "手机显示课程结束；投票可以继续查看，也可以带着投票重新打开课程。"],
});

/** All else. */
export const word = speaker({
  sure: ["End this lesson?", "结束这堂课吗？"],
  projector: ["Open what the projector shows", "打开投影上的页面"],
  replay: ["The lesson again, with your class's votes", "带着全班投票的这堂课"],
  sent: [": a link to send on; it opens this lesson, not your buttons.", "：可以转发的链接；它打开这堂课，而不是您的按钮。"],
  link: ["A link of the lab", "实验室的链接"],
  show: ["Show it", "显示"],
  lesson: ["Back to the lesson", "回到课程"],
  instead: ["Show a run in the lesson's place", "用一次运行代替课程画面"],
  stands: ["The stage shows it at the step or mark of its link, phones too if they follow. Not while something is asked.", "投影显示链接中的那一步或标记，手机跟随时也显示。提问期间不能显示。"],
  room: ["Room {}", "教室 {}"],
  keys: ["Keys: P play, A ask, C close, R reveal, U run, L look up, F follow, ← → steps, D door.", "按键：P 播放，A 提问，C 关闭，R 揭晓，U 运行，L 抬头，F 跟随，← → 换步，D 门。"],
  votes: ["Votes as a table", "投票表格"],
  deleted: [" · deleted {} days after the room was opened", " · 教室打开 {} 天后删除"],
  seats: ["Seats", "座位"],
  remove: ["Remove", "移除"],
  removes: ["Remove {}", "移除 {}"],
  step: ["Step {} of {}, {}, {} min. ", "第 {} / {} 步，{}，{} 分钟。"],
  voted: ["{} of {} voted", "{} / {} 已投票"],
  phones: ["{} phones are in", "{} 部手机已加入"],
  slow: ["A minute has gone: close, or ask for a show of hands.", "一分钟过去了：关闭，或请大家举手。"],
  effect: ["Right at first {} %, on the way out {} %, of {} seats that answered both.", "最初答对 {} %，离开时 {} %；{} 个座位两次都答了。"],
  gain: [" Of what could be learned, {} % was (95 %: {} % … {} %).", "可以学到的学到了 {} %（95 %：{} % … {} %）。"],
  lost: ["No network: trying again.", "网络中断，正在重试。"],
});
