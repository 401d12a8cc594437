import { mount } from 'svelte';
import App from './App.svelte';
import { findBridge } from './bridge/find-bridge.ts';
import { Heirloom } from './state/heirloom.svelte.ts';
import './ui/tokens.css';
import './ui/base.css';

const heirloom = new Heirloom(findBridge);
const target = document.getElementById('window');
if (target !== null) mount(App, { target, props: { heirloom } });
void heirloom.load();
